"""What forward keeps, and what it makes anew although a gradient of it is left: both stand in the account."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.engine.written_by_forward import what_is_kept, what_is_made_anew
from ethan_core import Contract

X = np.random.default_rng(0).normal(size=(3, 2))


class Starts:
    """Adds an initial state that each forward makes anew."""

    def __init__(self):
        self.h0 = None

    def forward(self, x):
        self.h0 = np.full(2, 0.5)
        return np.tanh(x + self.h0)

    def backward(self, g):
        d = g * (1 - np.tanh(self.x_of() + self.h0) ** 2)
        self.dh0 = d.sum(axis=0)
        return d

    def x_of(self):
        return X


class Remembers(Starts):
    def forward(self, x):
        self.x = x
        self.h0 = np.full(2, 0.5)
        return np.tanh(x + self.h0)

    def x_of(self):
        return self.x


class Redraws(Remembers):
    """A weight that each forward draws again, from the same seed: it never learns."""

    def forward(self, x):
        self.x = x
        self.h0 = np.random.default_rng(0).normal(size=2)
        return np.tanh(x + self.h0)


class Cache(Remembers):
    """Keeps its input, and leaves the gradient of it beside it: a cache is no state."""

    def forward(self, x):
        self.z = x + 0.5
        self.h0, self.x = self.z, x
        return np.tanh(self.z)

    def backward(self, g):
        self.dh0 = g * (1 - np.tanh(self.z) ** 2)
        return self.dh0


@pytest.mark.parametrize("layer", [Remembers, Redraws])
def test_what_is_made_anew_is_named_and_may_be_declared(layer):
    report = check_layer(layer(), (X,))
    assert report.verdict == "inconclusive"
    assert report.account["h0"].became == "not judged"
    assert 'frozen=["h0"]' in report.message
    declared = check_layer(layer(), (X,), frozen=["h0"])
    assert declared.verdict == "pass", declared.message
    assert declared.account["h0"].became == "declared"


class MovesItsScale:
    """Forward makes a parameter a little larger: a mistake that is told as one."""

    def __init__(self):
        self.s = np.array([0.5, 2.0])

    def forward(self, x):
        self.x = x
        self.s *= 1 + 1e-9
        return x * self.s

    def backward(self, g):
        self.ds = (g * self.x).sum(axis=0)
        return g * self.s


def test_a_parameter_that_forward_moves_is_not_asked_for():
    contract = Contract(shapes="N 2 -> N 2", parameters={"s": "2"})
    report = check_layer(MovesItsScale(), contract=contract)
    assert report.verdict == "fail"
    assert "frozen" not in report.message
    assert "forward writes into s" in report.message


def test_a_cache_is_none():
    assert not list(what_is_made_anew(Subject(Cache(), (X,)), (), ()))
    assert check_layer(Cache(), (X,)).verdict == "pass"


def test_what_is_kept_is_none_of_a_layer_that_repeats_itself():
    assert not list(what_is_kept(Subject(Remembers(), (X,)), ()))
