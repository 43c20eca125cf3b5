"""Loading by hand: the parts that pytest's runs do not show."""

from importlib import metadata

import pytest

from ethan_check.loading.load_error import LoadError, one_line
from ethan_check.loading.manager import load, load_plugins
from ethan_check.loading.module_sources import Source
from ethan_core.errors import RegistrationError
from ethan_core.registry import Registry
from ethan_core.suggest import close_names, did_you_mean


def point(group, name, value):
    return metadata.EntryPoint(name=name, value=value, group=group)


def test_nothing_installed_and_nothing_named_is_an_empty_registry():
    loaded = load(registry=Registry(), entry_points=())
    assert not loaded.registry
    assert not loaded.broken
    assert "gradient" in [check.name for check in loaded.checks]


def test_an_entry_point_without_a_distribution_is_known_by_its_name():
    loaded = load(
        entry_points=[point("ethan.layers", "lost", "no_such_module_anywhere")], registry=Registry()
    )
    (broken,) = loaded.broken
    assert broken.label == "lost"
    assert "No module named 'no_such_module_anywhere'" in str(broken)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            "math:pi",
            "math:pi is a float; expected a module, a layer's class, or a function that takes the registry",
        ),
        ("ethan_core.errors", "module 'ethan_core.errors' registers no layer and defines none"),
        ("builtins:id", "builtins:id registered no layer in the registry that it was handed"),
    ],
)
def test_an_entry_point_that_brings_no_layer_is_broken(value, message):
    loaded = load(entry_points=[point("ethan.layers", "odd", value)], registry=Registry())
    assert [broken.message for broken in loaded.broken] == [message]


def test_the_result_does_not_depend_on_the_order_of_entry_points():
    points = [point("ethan.layers", name, f"{name}_is_not_there") for name in "cab"]
    points.append(point("ethan.plugins", "d", "d_is_not_there"))
    forwards = load(entry_points=points, registry=Registry())
    backwards = load(entry_points=points[::-1], registry=Registry())
    assert forwards.broken == backwards.broken
    assert [broken.name for broken in forwards.broken] == ["a", "b", "c", "d"]


def test_plugins_alone_bring_no_layers():
    loaded = load_plugins([point("ethan.plugins", "d", "d_is_not_there")])
    assert not loaded.registry
    assert len(loaded.broken) == 1


def test_loading_twice_gives_the_same():
    first, second = load(["ethan_core"], entry_points=()), load(["ethan_core"], entry_points=())
    assert first.registry.names() == second.registry.names() != ()


@pytest.mark.parametrize("text", ["a/b.py", "layers.py", "a b", "", "1a", "a..b", "a:b:c", "a.b:"])
def test_a_source_is_a_module_with_or_without_a_name(text):
    with pytest.raises(RegistrationError, match=r"expected package\.module or package\.module:Name"):
        Source.parse(text)


def test_a_message_of_several_lines_is_cut_to_its_first():
    assert one_line(ValueError("first\nsecond")) == "ValueError: first"
    assert one_line(ValueError()) == "ValueError"


def test_broken_entry_points_are_sorted_by_group_name_and_distribution():
    one, two = LoadError("ethan.layers", "b", "x", ""), LoadError("ethan.plugins", "a", "x", "")
    assert sorted([two, one]) == [one, two]


def test_hints_name_what_is_close_and_nothing_that_is_clearly_further_off():
    assert close_names("halvd", ["good", "halved", "halver"]) == ["halved"]
    assert close_names("plain", ["a.plain", "b.plain", "b.other"]) == ["a.plain", "b.plain"]
    assert did_you_mean("x", []) == "known: none"
