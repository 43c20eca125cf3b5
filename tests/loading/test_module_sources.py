"""Layers by the module that holds them."""

import sys
from fnmatch import fnmatch

import pytest

from ethan_check.loading.found_layers import NothingFound, Unusable
from ethan_check.loading.function_pairs import FunctionPair
from ethan_check.loading.module_sources import Source, find_layers, import_source, named_target
from ethan_core.errors import RegistrationError
from ethan_core.registry import default_registry
from loading.samples import PLAIN, REGISTERED

NO_MODULE = "there is no module"


def find(text, **details):
    return find_layers(Source.parse(text), default_registry, lambda entry: None, **details)


def names(found):
    return [entry.name for entry in found.entries]


@pytest.mark.parametrize("text", ["a/b.py", "layers.py", "a b", "", "1a", "a..b", "a:b:c", "a.b:"])
def test_a_source_is_a_module_with_or_without_a_name(text):
    with pytest.raises(RegistrationError, match=r"expected package\.module or package\.module:Name"):
        Source.parse(text)


def test_a_source_is_written_as_it_is_read():
    assert [str(Source.parse(text)) for text in (" a.b ", "a.b:C.d")] == ["a.b", "a.b:C.d"]


def test_what_a_module_registers_counts(modules):
    modules.write("layers", REGISTERED)
    assert names(find("layers")) == ["good.v1", "halved.v1"]
    assert names(find("layers")) == ["good.v1", "halved.v1"]  # though a second import registers nothing


def test_what_its_import_registers_elsewhere_counts_too(modules):
    modules.write("package.layers", REGISTERED)
    modules.write("theirs", "import package.layers\n")
    assert names(find("theirs")) == ["good.v1", "halved.v1"]
    assert names(find("package")) == ["good.v1", "halved.v1"]


def test_one_layer_by_class_or_by_registered_name(modules):
    modules.write("layers", REGISTERED)
    assert names(find("layers:Halved")) == ["halved.v1"]
    assert names(find("layers:good.v1")) == ["good.v1"]
    assert names(find("layers:Square")) == ["square.v0"]


def test_a_module_that_registers_nothing_offers_its_classes(modules):
    modules.write("plain", PLAIN)
    found = find("plain")
    assert names(found) == ["negate.v0", "square.v0"]
    assert [skipped.source for skipped in found.skipped] == ["plain:Base", "plain:Scale"]
    assert find("plain", offers_unregistered=False).entries == ()


def test_a_pair_of_functions_is_a_layer_by_either_name(modules):
    modules.write("plain", PLAIN)
    assert names(find("plain:square")) == names(find("plain:square_forward")) == ["square.v0"]
    target = named_target(Source("plain", "square"), import_source("plain"))
    assert isinstance(target, FunctionPair)


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("layrs", RegistrationError, "there is no module 'layrs'; did you mean layers?"),
        (
            "zzzzzzqq",
            RegistrationError,
            "there is no module 'zzzzzzqq'; is its folder on sys.path (ini pythonpath)?",
        ),
        (
            "package.plian",
            RegistrationError,
            f"{NO_MODULE} 'package.plian'; did you mean package.plain?",
        ),
        (
            "package.plain.sub",
            RegistrationError,
            f"{NO_MODULE} 'package.plain.sub'; is its folder on *",
        ),
        ("layers:Haled", RegistrationError, "module 'layers' has no layer 'Haled'; did you mean Halved?"),
        (
            "package.plain:three",
            RegistrationError,
            "'three' is no registered layer, no class and no function with its backward beside it",
        ),
        ("package.plain:Helper", Unusable, "package.plain.Helper has neither forward and backward nor *"),
        ("package.plain:Scale", Unusable, "package.plain.Scale cannot be constructed without factor"),
        ("bare", NothingFound, "module 'bare' registers no layer and defines none"),
        ("needing", ModuleNotFoundError, "No module named 'nowhere'"),
    ],
)
def test_a_source_that_names_no_layer(modules, source, error, message):
    modules.write("layers", REGISTERED)
    modules.write("package.plain", PLAIN)
    modules.write("bare", "x = 1\n")
    modules.write("needing", "import nowhere\n")
    with pytest.raises(error) as caught:
        find(source)
    assert fnmatch(str(caught.value), message), caught.value


def test_half_an_import_is_forgotten(modules):
    modules.write("half.__init__", "import half.inner\nraise RuntimeError('no')\n")
    modules.write("half.inner", "x = 1\n")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no"):
            import_source("half.inner")
        assert not {"half", "half.inner"} & set(sys.modules)
