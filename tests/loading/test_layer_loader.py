"""Which layers are selected, and what happens to those that cannot be loaded."""

from fnmatch import fnmatch

import pytest

from ethan_check.loading.tables import read_configuration
from ethan_core.fn import Relu
from ethan_core.registry import Entry, default_registry
from loading.samples import PLAIN, REGISTERED, point


@pytest.fixture
def layers(modules):
    modules.write("layers", REGISTERED)
    return modules


def test_without_a_name_what_is_installed_and_registered_is_taken(layers):
    layers.write("own", REGISTERED.replace("v1", "v2"))
    loaded = layers.load(points=[point("ethan.layers", name, name) for name in ("layers", "own")])
    assert loaded.registry.names() == ("good.v1", "good.v2", "halved.v1", "halved.v2")


def test_what_is_named_is_taken_and_nothing_else(layers):
    layers.write("own", REGISTERED.replace("v1", "v2") + "import layers\n")
    layers.load("own")
    assert layers.load("layers:Good").registry.names() == ("good.v1",)


def test_what_is_configured_is_taken_beside_what_is_installed_and_registered(layers):
    layers.write("own", REGISTERED.replace("v1", "v2"))
    layers.write("theirs", REGISTERED.replace("v1", "v3"))
    layers.load("own")
    loaded = layers.load(configured=["layers:Good"], points=[point("ethan.layers", "theirs", "theirs")])
    assert loaded.registry.names() == ("good.v1", "good.v2", "good.v3", "halved.v2", "halved.v3")


def test_the_reference_layers_have_to_be_asked_for(layers):
    ours = point("ethan.layers", "reference", "ethan_core.reference")
    default_registry.add(Entry("relu.v1", Relu, registered_in="ethan_core.fn.relu"))
    assert layers.load("layers", points=[ours]).registry.names() == ("good.v1", "halved.v1")
    assert "relu.v1" not in layers.load(points=[ours]).registry
    assert "relu.v1" in layers.load(configured=["ethan_core.reference"], points=[ours]).registry
    assert layers.load(":relu.v1", points=[ours]).registry.names() == ("relu.v1",)


def test_a_layer_is_found_by_its_name_wherever_it_is_from(layers):
    layers.write("theirs", REGISTERED.replace("v1", "v2"))
    theirs = point("ethan.layers", "theirs", "theirs")
    loaded = layers.load(":good.v2", ":halved.v1", configured=["layers"], points=[theirs])
    assert loaded.registry.names() == ("good.v2", "halved.v1")
    (error,) = layers.load(":god.v2", points=[theirs]).broken
    assert str(error) == "god.v2: no layer is called that; did you mean good.v2?"


def test_what_a_module_does_not_register_is_not_lost(layers):
    source = (layers.path / "layers.py").read_text()
    layers.write("both", PLAIN + source + "\n@register('made.v1')\ndef make(): return Scale(2)\n")
    loaded = layers.load("both")
    assert loaded.registry.names() == ("good.v1", "halved.v1", "made.v1", "negate.v0", "square.v0")
    assert not loaded.broken
    assert loaded.bases == (
        "both.Base is abstract: forward",
        "both.Square is the base of good.v1, which is registered",
    )


def test_all_modules_of_a_package_are_taken_but_for_its_tests(modules):
    modules.write("package.__init__", "from package.inner.deep import Negate\n")
    modules.write("package.inner.__init__", "")
    modules.write("package.inner.deep", PLAIN)
    modules.write("package.broken", "1 / 0")
    modules.write("package.tests.test_it", PLAIN)
    loaded = modules.load("package")
    assert loaded.registry.names() == ("negate.v0", "square.v0")
    assert [error.name for error in loaded.broken] == ["package.broken", "package.inner.deep:Scale"]


LEFT_OUT = '[tool.ethan.layers]\n"layers:Good" = false\n"plain:Scale" = false\n"plain:square" = false\n'


def test_a_line_of_the_configuration_leaves_a_layer_out(layers):
    layers.write("plain", PLAIN)
    (layers.path / "pyproject.toml").write_text(LEFT_OUT + '"package.broken" = false\n')
    configuration = read_configuration(layers.path / "pyproject.toml")
    loaded = layers.load("layers", "plain", configuration=configuration)
    assert loaded.registry.names() == ("halved.v1", "negate.v0")
    assert loaded.left_out == ("layers:Good", "plain:Scale", "plain:square")
    assert not loaded.broken
    loaded = layers.load(configuration=configuration)
    assert loaded.registry.names() == ("halved.v1",)
    assert loaded.left_out == ("layers:Good", "plain:Scale", "plain:square", "package.broken")
    assert layers.load("layers:Good", configuration=configuration).registry.names() == ("good.v1",)


def test_a_module_can_be_left_out_of_its_package(modules):
    modules.write("package.__init__", "")
    modules.write("package.inner", PLAIN.replace("class Scale", "class _Scale"))
    modules.write("package.broken", "1 / 0")
    (modules.path / "pyproject.toml").write_text('[tool.ethan.layers]\n"package.broken" = false\n')
    loaded = modules.load("package", configuration=read_configuration(modules.path / "pyproject.toml"))
    assert loaded.left_out == ("package.broken",)
    assert [error.name for error in loaded.broken] == ["package.inner:_Scale"]


def test_what_is_left_out_has_to_be_there(layers):
    (layers.path / "pyproject.toml").write_text('[tool.ethan.layers]\n"layers:Goood" = false\n')
    configuration = read_configuration(layers.path / "pyproject.toml")
    (error,) = layers.load("layers", configuration=configuration).broken
    assert str(error) == (
        "pyproject.toml, tool.ethan.layers.\"layers:Goood\" = false: module 'layers' has no layer 'Goood'; "
        "did you mean Good?"
    )


def test_other_distributions_are_left_out_when_something_is_named(layers):
    layers.write("theirs", REGISTERED.replace("v1", "v2"))
    theirs = point("ethan.layers", "theirs", "theirs")
    assert layers.load("layers", points=[theirs]).registry.names() == ("good.v1", "halved.v1")
    assert layers.load("theirs", points=[theirs]).registry.names() == ("good.v2", "halved.v2")


def test_classes_of_one_name_in_two_modules_keep_apart(modules):
    modules.write("one", PLAIN)
    modules.write("two", PLAIN)
    assert modules.load("one:Negate", "two:Negate").registry.names() == ("negate.v0", "two.negate.v0")


def test_what_cannot_be_made_is_an_error_with_the_table_that_it_needs(modules):
    modules.write("plain", PLAIN)
    loaded = modules.load("plain")
    assert loaded.registry.names() == ("negate.v0", "square.v0")
    assert loaded.bases == ("plain.Base is abstract: forward",)
    (error,) = loaded.broken
    assert str(error) == "plain:Scale: plain.Scale cannot be constructed without factor"
    assert error.template == (
        '[tool.ethan.layers."plain:Scale"]\n# init.factor = ...\n# init.offset = 0\n# input = "N ..."'
    )


BAD = {
    "dividing": ("x = 1\n\ny = x / 0\n", "ZeroDivisionError: division by zero (dividing.py:3)"),
    "leaving": ("import sys\nsys.exit(3)\n", "SystemExit: 3 (leaving.py:2)"),
    "misspelt": ("x = = 1\n", "SyntaxError: * (misspelt.py:1)"),
    "needing": (
        "import nowhere\n",
        "ModuleNotFoundError: No module named 'nowhere' (needing.py:1)",
    ),
    "twice": (
        REGISTERED.replace("halved", "good"),
        "RegistrationError: layer name 'good.v1' is registered twice: at */twice.py:* and at "
        "*/twice.py:*; rename one of them or raise its version (twice.py:*)",
    ),
    "contracted": (
        "from ethan_core import Contract\nContract(shapes='N d')\n",
        "ContractError: shapes 'N d': expected one arrow, * (contracted.py:2)",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_module_that_fails_is_one_line_and_lets_the_others_load(modules, name):
    source, message = BAD[name]
    modules.write(name, source)
    modules.write("plain", PLAIN)
    loaded = modules.load(name, "plain:Negate")
    assert "negate.v0" in loaded.registry
    (error,) = loaded.broken
    assert fnmatch(str(error), f"{name}: {message}"), error


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("layers:Haled", "layers:Haled: module 'layers' has no layer 'Haled'; did you mean Halved?"),
        (
            "layers:register",
            "layers:register: 'register' is no registered layer, no class and no function with *",
        ),
        (
            "plain:Contract",
            "plain:Contract: ethan_core.contract.Contract has neither forward and backward *",
        ),
        ("layers.py", "layers.py: expected package.module or package.module:Name, not a file or a pattern"),
        ("plain:Scale", "plain:Scale: plain.Scale cannot be constructed without factor"),
    ],
)
def test_a_source_that_names_no_layer_is_one_line(layers, source, message):
    layers.write("plain", PLAIN)
    (error,) = layers.load(source).broken
    assert fnmatch(str(error), message), error
    assert bool(error.template) == (source in ("plain:Scale", "plain:Contract"))


def test_a_module_without_layers_is_empty_and_not_broken(modules):
    modules.write("bare", "x = 1\n")
    modules.write("package.__init__", "")
    modules.write("package.inner", "")
    loaded = modules.load("bare", "package")
    assert not loaded.broken
    assert [str(error) for error in loaded.empty] == [
        "bare: module 'bare' registers no layer and defines none",
        "package: package 'package' registers no layer and defines none",
    ]


def test_only_tables_of_what_is_named_hold(layers):
    file = layers.path / "pyproject.toml"
    file.write_text(
        '[tool.ethan.layers."layers:Halved"]\nchecks = ["shapes"]\n'
        '[tool.ethan.layers."layers:Good"]\n[tool.ethan.layers."layers:Wrong"]\ninptu = 3\n'
    )
    configuration = read_configuration(file)
    loaded = layers.load("layers:Halved", configuration=configuration)
    assert loaded.registry.names() == ("halved.v1",)
    assert loaded.tables["halved.v1"].checks == ("shapes",)
    assert not loaded.broken
    loaded = layers.load("layers", configuration=configuration)
    assert loaded.registry.names() == ("good.v1", "halved.v1")
    assert [error.name for error in loaded.broken] == ["layers:Wrong"]
