"""The right gradient for another value of an attribute."""

from typing import ClassVar

import numpy as np
import pytest

from ethan_check import check_layer


class Weighted:
    """tanh(x - shift) + weight * x**2, both switched on; backward takes what it is told."""

    def __init__(self, **taken):
        self.weight, self.shift, self.square, self.taken = 0.3, 0.4, True, taken

    def forward(self, x):
        self.x = x
        return np.tanh(x - self.shift) + self.weight * x**2 * self.square

    def backward(self, g):
        weight = self.taken.get("weight", self.weight)
        shift, square = self.taken.get("shift", self.shift), self.taken.get("square", self.square)
        return g * (1 - np.tanh(self.x - shift) ** 2 + 2 * weight * self.x * square)


X = np.random.default_rng(0).normal(size=(3, 4))


def looks_like(layer):
    report = check_layer(layer, (X,), checks=["gradient"])
    return [text for finding in report.failures for text in finding.evidence["looks_like"]]


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ({"weight": 0.0}, "weight were 0"),
        ({"weight": 1.0}, "weight were 1"),
        ({"weight": -0.3}, "weight were minus that"),
        ({"weight": 1 / 0.3}, "weight were its inverse"),
        ({"shift": 0.0}, "shift were 0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_says_for_which_value_the_gradient_is_right(taken, words):
    assert f"dL_dX is computed as if {words}" in looks_like(Weighted(**taken))


class Switched(Weighted):
    """The switch is all that the object keeps."""

    weight, shift = 1.7, 0.4

    def __init__(self):
        self.square = True

    taken: ClassVar = {"square": False}


def test_a_switch():
    assert "dL_dX is computed as if square were False" in looks_like(Switched())


def test_another_value_is_not():
    assert not any("as if weight" in text for text in looks_like(Weighted(weight=0.7)))


def test_a_layer_that_copies_itself_as_itself_is_left_as_it_is():
    class Single:
        on = True

        def __init__(self):
            self.on = True

        def __deepcopy__(self, memo):
            return self

        def forward(self, x):
            self.x = x
            return x**2 if self.on else x

        def backward(self, g):
            return g if self.on else 2 * g * self.x

    layer = Single()
    check_layer(layer, (np.arange(1.0, 5.0),), checks=["gradient"])
    assert layer.on is True
