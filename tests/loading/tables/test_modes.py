"""Training and evaluation mode."""

import inspect
from fnmatch import fnmatch

import pytest

from ethan_check.loading.tables.error import ConfigError
from ethan_check.loading.tables.modes import Modes, read_modes
from loading.tables.describing import LOCATION, error_for
from loading.tables.sample_layers import Dropping

FORMS = [
    {"attribute": "training", "training": True, "evaluation": False},
    {"argument": "training", "training": True, "evaluation": False},
    {"method": "train", "training": True, "evaluation": False},
    {"training": "train", "evaluation": "eval"},
]


@pytest.mark.parametrize("form", FORMS)
def test_a_layer_enters_both_modes(form):
    modes = read_modes(LOCATION, "train", form)
    assert modes.fault(Dropping) is None
    doubled = {}
    for mode in ("training", "evaluation"):
        layer = modes.enter(modes.subclass(Dropping, mode)(), mode)
        assert isinstance(layer, Dropping)
        doubled[mode] = layer.forward(1.0) == 2.0
    assert doubled == {"training": True, "evaluation": False}


def test_a_forward_with_a_mode_has_one_argument_less():
    cls = Modes("argument", "training", {"training": True}).subclass(Dropping, "training")
    assert list(inspect.signature(cls.forward).parameters) == ["self", "x"]
    assert (cls.__name__, cls.__module__) == ("Dropping", Dropping.__module__)


EXPECTED = "expected one of { attribute = *"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, f"train is true, {EXPECTED}"),
        ({"atribute": "training"}, "train.atribute is no key; did you mean train.attribute?"),
        ({"attribute": "training"}, f"train is {{ attribute = 'training' }}, {EXPECTED}"),
        ({"attribute": "a", "method": "b", "training": True}, f"train is *, {EXPECTED}"),
        ({"attribute": 3, "training": True}, f"train is *, {EXPECTED}"),
        ({"training": True}, f"train is {{ training = true }}, {EXPECTED}"),
    ],
)
def test_anything_else_is_an_error(value, message):
    with pytest.raises(ConfigError) as caught:
        read_modes(LOCATION, "train", value)
    text = str(caught.value).removeprefix(f"{LOCATION}: ")
    assert fnmatch(text, message), text


@pytest.mark.parametrize(
    ("train", "message"),
    [
        (
            '{ training = "train", evaluation = "eval" }',
            "train names the method 'train', which Logarithm does not have",
        ),
        ('{ argument = "mode", training = true }', "train argument is 'mode', but Logarithm.forward takes x"),
    ],
)
def test_a_class_that_has_no_such_mode(tmp_path, train, message):
    assert error_for(tmp_path, "Logarithm", f"train = {train}") == message


def test_a_forward_without_a_signature():
    class Odd:
        forward = 3

    fault = Modes("argument", "mode", {"training": True}).fault(Odd)
    assert fault == "argument is 'mode', but the arguments of Odd.forward cannot be read"
