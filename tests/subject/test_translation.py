"""Plugins are asked for a layer in place of what is another framework's."""

import pytest

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.translation import (
    NO_TRANSLATORS,
    Translation,
    Translators,
    installed_translators,
    offer_translators,
    translation_of,
)
from ethan_core.errors import ArgumentError
from subject.foreign_things import Given, Scale, Scaled, foreign, translate


def message(*arguments):
    with pytest.raises(ArgumentError) as caught:
        translation_of(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_first_plugin_that_answers_is_taken():
    asked = []

    def silent(thing, inputs):
        asked.append(thing)

    translators = Translators({"one": silent, "two": translate, "three": silent})
    scale = Scale(3.0)
    found = translation_of(scale, (Given(1.0),), translators)
    assert (found.layer.weight, found.inputs, asked) == (3.0, (1.0,), [scale])


def test_a_layer_alone_is_an_answer():
    layer = Scaled(1.0)
    assert translation_of(7, None, Translators({"one": lambda t, i: layer})) == Translation(layer)


def test_what_is_nobody_s_is_left_alone():
    assert translation_of(Scaled(1.0), (1.0,), NO_TRANSLATORS) is None


def test_what_nobody_takes_is_told_with_the_plugin_to_install():
    assert message(Scale(), None, NO_TRANSLATORS) == "torch.nn.Module: pip install ethan-torch"
    assert message(abs, (Given(1.0),), NO_TRANSLATORS) == "torch.Tensor: pip install ethan-torch"


def test_a_class_is_left_to_be_made_unless_it_is_the_layer():
    assert translation_of(Scale, None, NO_TRANSLATORS) is None
    rule = foreign("torch.autograd.function", "Function")
    assert message(rule, None, NO_TRANSLATORS) == "torch.autograd.Function: pip install ethan-torch"


def test_a_plugin_that_is_there_and_broken_is_told():
    broken = Translators({}, ("ethan-torch: ImportError: no torch",))
    assert message(Scale(), None, broken) == "torch.nn.Module: ethan-torch: ImportError: no torch"


def test_a_plugin_that_is_there_and_does_not_take_it_is_told():
    silent = Translators({"ethan-torch:torch": lambda thing, inputs: None})
    assert "ethan-torch does not take this one" in message(Scale(), None, silent)


def test_a_plugin_that_raises_is_named():
    def raising(thing, inputs):
        raise OSError("no file")

    text = message(3, None, Translators({"mine": raising}))
    assert text.startswith("plugin 'mine': ethan_translate raised OSError: no file (")


@pytest.mark.parametrize("error", [LayerFault("forward raised"), ArgumentError("no input is a tensor")])
def test_what_a_plugin_has_to_say_is_passed_on(error):
    def raising(thing, inputs):
        raise error

    with pytest.raises(type(error), match=str(error)):
        translation_of(3, None, Translators({"mine": raising}))


def test_who_asks_for_the_installed_ones_gets_what_was_offered():
    before = installed_translators
    kept = before()
    try:
        offer_translators(lambda: Translators({"mine": translate}))
        assert list(installed_translators().known) == ["mine"]
    finally:
        offer_translators(lambda: kept)
