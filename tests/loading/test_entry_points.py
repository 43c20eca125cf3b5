"""Which layers an entry point brings."""

import signal

import pytest

from ethan_check.loading.entry_points import distribution_of, errors_recorded, layers_of_entry_point
from ethan_core.registry import Registry, default_registry
from loading.samples import PLAIN, REGISTERED, point


def names(value):
    found = layers_of_entry_point(
        point("ethan.layers", "theirs", value), default_registry, lambda entry: None
    )
    return [entry.name for entry in found.entries]


def test_a_module_brings_what_it_registers_or_else_its_classes(modules):
    modules.write("layers", REGISTERED)
    modules.write("plain", PLAIN)
    assert names("plain") == ["negate.v0", "square.v0"]
    assert names("layers") == ["good.v1", "halved.v1"]


def test_a_class_is_taken_as_it_is_registered_or_under_a_derived_name(modules):
    modules.write("layers", REGISTERED)
    assert names("layers:Halved") == ["halved.v1"]
    assert names("layers:Square") == ["square.v0"]


def test_a_function_is_called_with_a_registry(modules):
    modules.write("theirs", PLAIN + "\ndef offer(registry):\n    registry.register('mine.v1', Negate)\n")
    assert names("theirs:offer") == ["mine.v1"]
    assert default_registry.names() == ()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            "math:pi",
            "math:pi is a float; expected a module, a layer's class, or a function that takes the registry",
        ),
        ("calendar", "module 'calendar' registers no layer and defines none"),
        ("builtins:id", "builtins:id registered no layer in the registry that it was handed"),
    ],
)
def test_an_entry_point_that_brings_no_layer_is_broken(modules, value, message):
    loaded = modules.load(points=[point("ethan.layers", "odd", value)], registry=Registry())
    assert [broken.message for broken in loaded.broken] == [message]


@pytest.mark.usefixtures("keyboard")
def test_errors_are_recorded_and_interrupts_are_not():
    errors, broken = [], point("ethan.layers", "theirs", "theirs")
    with errors_recorded(broken, errors):
        raise SystemExit(3)
    assert [error.message.partition(" (")[0] for error in errors] == ["SystemExit: 3"]
    assert distribution_of(broken) == ""
    with pytest.raises(KeyboardInterrupt), errors_recorded(broken, errors):
        signal.raise_signal(signal.SIGINT)  # As the keyboard does.
