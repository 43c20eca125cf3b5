"""What a caller hands over by mistake gets one line."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_core.errors import ArgumentError


class Scale:
    def __init__(self):
        self.gamma = np.array([1.0, 2.0, 3.0])

    def forward(self, x):
        self.x = x
        return x * self.gamma

    def backward(self, g):
        self.dgamma = (g * self.x).sum(axis=0)
        return g * self.gamma


X = np.random.default_rng(0).normal(size=(4, 3))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"layer": None}, "layer is None, expected an object with a forward and a backward"),
        ({"layer": 3}, "layer is 3, expected an object with a forward and a backward"),
        ({"layer": X}, "layer is an array of float64, expected an object with a forward and a backward"),
        (
            {"inputs": ()},
            "inputs is empty, expected the arrays that forward is called with, as in inputs=(X,)",
        ),
        ({"inputs": (X, None)}, "inputs[1] is None, expected an array of numbers"),
        ({"inputs": "abc"}, "inputs is 'abc', expected an array of numbers"),
        (
            {"inputs": {"x": X}},
            "inputs is a dict, expected a tuple of arrays in the order of forward's arguments",
        ),
        (
            {"inputs": ([[1.0, 2.0], [3.0]],)},
            "inputs[0] is a list of rows of several lengths, expected an array of numbers",
        ),
        ({"inputs": (X * np.nan,)}, "inputs[0] holds nothing but NaN, expected numbers"),
        ({"contract": {"shapes": "N 3"}}, "contract is a dict, expected contract=Contract(shapes=...)"),
        ({"frozen": [3]}, 'frozen is [3], expected names, as in ("W", "b")'),
    ],
)
def test_one_line_says_what_was_wrong(arguments, line):
    with pytest.raises(ArgumentError) as caught:
        check_layer(**{"layer": Scale(), "inputs": (X,), **arguments})
    assert str(caught.value) == line


class Mute:
    def __repr__(self):
        raise RuntimeError("no text")


@pytest.mark.parametrize(
    ("layer", "shown"),
    [
        ((Mute(), Mute()), "a tuple"),
        ([np.array(1.0), 2.0], "[array(1.), 2.0]"),
        ([np.ones(2), np.ones(3)], "a list of rows of several lengths"),
        (["x" * 500], f"['{'x' * 58}"),
    ],
)
def test_what_is_no_layer_is_shown_whatever_it_holds(layer, shown):
    with pytest.raises(ArgumentError) as caught:
        check_layer(layer)
    assert str(caught.value) == f"layer is {shown}, expected an object with a forward and a backward"


@pytest.mark.parametrize("inputs", [X, [X], (X,), (X.tolist(),)], ids=["array", "list", "tuple", "numbers"])
def test_what_can_only_mean_one_thing_is_understood(inputs):
    assert check_layer(Scale(), inputs, checks=["gradient"])


@pytest.mark.parametrize("frozen", [None, "gamma", ["gamma"], ("gamma",)])
def test_names_are_taken_as_people_write_them(frozen):
    report = check_layer(Scale(), (X,), frozen=frozen, checks=["gradient"])
    assert report.account["gamma"].became == ("judged" if frozen is None else "declared")
