"""What else belongs into an account: arrays, numbers, and outputs that are never seen."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.engine.unjudged import further_arrays, further_numbers, outputs_never_seen

X = np.random.default_rng(0).normal(size=(4, 3))


class Scaled:
    """Holds a scale that it leaves no gradient for, and a number that it leaves one for."""

    def __init__(self):
        self.scale, self.unused, self.alpha = np.array([0.5, 2.0, -1.5]), np.ones(7), 0.5

    def forward(self, x):
        self.x = x
        return x * self.scale * self.alpha

    def backward(self, g):
        self.dalpha = (g * self.x * self.scale).sum()
        return g * self.scale * self.alpha


def subject(layer=None):
    return Subject(layer or Scaled(), (X,))


def test_arrays_and_numbers_are_named_once():
    (array,), (number,) = further_arrays(subject(), {"X"}, ()), further_numbers(subject(), {"X"}, ())
    assert (array.name, array.entry.became) == ("scale", "not judged")
    assert (number.name, number.entry.became) == ("alpha", "not judged")
    assert list(further_arrays(subject(), {"X", "scale"}, ())) == []
    assert list(further_numbers(subject(), {"X", "alpha"}, ())) == []


def test_what_is_frozen_is_declared_and_nothing_is_said():
    names = ("scale", "alpha")
    for (found,) in (further_arrays(subject(), (), names), further_numbers(subject(), (), names)):
        assert (found.entry.became, found.message) == ("declared", "")


def test_a_forward_that_raises_has_its_say_elsewhere():
    class Raises(Scaled):
        def forward(self, x):
            if getattr(self, "broken", False):
                raise ValueError
            return super().forward(x)

    broken = subject(Raises())
    broken.layer.broken = True
    del broken.output  # What it was is no longer so.
    assert list(further_arrays(broken, (), ())) == list(further_numbers(broken, (), ())) == []


class NanFirst(Scaled):
    """The first output is NaN, and its gradient is wrong."""

    always = True

    def forward(self, x):
        y = super().forward(x)
        if self.always or len(x) > 2:
            y.flat[0] = np.nan
        return y

    def backward(self, g):
        d = super().backward(g)
        d.flat[0] += 1000 * g.flat[0]
        return d


class NanSometimes(NanFirst):
    always = False

    def backward(self, g):
        return Scaled.backward(self, g)


def test_what_feeds_an_output_that_is_always_nan_is_not_judged():
    report = check_layer(NanFirst(), (X,), checks=["gradient"], frozen=["scale", "alpha"])
    assert report.verdict == "inconclusive"
    assert report.message.startswith("NanFirst: Y is NaN in 1 of 12 entries, and some are wherever")
    assert report.account["Y"].became == "not judged"
    assert check_layer(NanSometimes(), (X,), checks=["gradient"], frozen=["scale", "alpha"]).verdict == "pass"


@pytest.mark.parametrize("layers", [[], [Scaled()], [NanFirst(), Scaled()]])
def test_what_is_seen_once_is_seen(layers):
    assert list(outputs_never_seen([subject(layer) for layer in layers])) == []
