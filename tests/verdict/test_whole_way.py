"""What shows along a whole way where forward runs in single precision inside."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.numerics.tolerances.bars import CERTIFICATE
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.probe import directional_test
from ethan_check.verdict.whole_way import smallest_error_along_way

X = np.random.default_rng(0).normal(size=(4, 5))
SINGLE = np.float32


class Tanh:
    """In single precision; one entry of its gradient may be off."""

    def __init__(self, off=0.0):
        self.off = off

    def forward(self, x):
        self.y = np.tanh(x.astype(SINGLE)).astype(x.dtype)
        return self.y

    def backward(self, g):
        dx = g * (1 - self.y**2)
        dx.flat[0] *= 1 + self.off
        return dx


class Exp:
    def forward(self, x):
        self.y = np.exp(x.astype(SINGLE)).astype(x.dtype)
        return self.y

    def backward(self, g):
        return g * self.y


class Softmax:
    def forward(self, x):
        z = x.astype(SINGLE)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        self.y = (e / e.sum(axis=1, keepdims=True)).astype(x.dtype)
        return self.y

    def backward(self, g):
        return self.y * (g - (g * self.y).sum(axis=1, keepdims=True))


class Norm:
    def forward(self, x):
        z = x.astype(SINGLE)
        z = z - z.mean(axis=1, keepdims=True)
        self.s = np.sqrt((z * z).mean(axis=1, keepdims=True) + SINGLE(1e-5)).astype(x.dtype)
        self.y = z.astype(x.dtype) / self.s
        return self.y

    def backward(self, g):
        return (g - g.mean(1, keepdims=True) - self.y * (g * self.y).mean(1, keepdims=True)) / self.s


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("layer", [Tanh, Exp, Softmax, Norm])
def test_a_right_layer_in_single_precision_passes_whatever_the_seed(layer, seed):
    report = check_layer(layer(), X, checks=("gradient",), seed=seed, shrink=False)
    assert report.verdict == "pass", str(report)
    assert report.account[next(iter(report.account))].certificate < CERTIFICATE / 4


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("off", [1e-3, 3e-3, 0.01, 0.1])
def test_of_an_entry_that_is_off_nothing_finer_is_certified(off, seed):
    """An error of 0.1 in one of 20 entries of single precision is seen; what is not seen is not denied."""
    report = check_layer(Tanh(off), X, checks=("gradient",), seed=seed, shrink=False)
    if off >= 0.1:
        assert report.verdict == "fail"
    elif report.verdict == "pass":
        assert report.account["x"].certificate > off


def smallest(layer, x, name="X"):
    subject, rng = Subject(layer, (x,)), np.random.default_rng(0)
    return smallest_error_along_way(subject, directional_test(subject, subject.values, rng), name, rng)


def test_a_gradient_that_does_not_add_up_certifies_nothing():
    assert smallest(Tanh(), X) < 1e-3
    assert smallest(Tanh(0.5), X) == np.inf


def test_nothing_is_told_of_an_array_that_does_not_move():
    assert smallest(Tanh(), X, "W") == np.inf


def test_an_array_that_has_nowhere_to_move_to_certifies_nothing(monkeypatch):
    monkeypatch.setattr("ethan_check.verdict.whole_way.directions_at", lambda *_: {"X": np.zeros_like(X)})
    assert smallest(Tanh(), X) == np.inf


def test_kinks_on_the_way_make_it_tell_less():
    class Relu:
        def forward(self, x):
            self.x = x
            return np.maximum(x.astype(SINGLE), 0).astype(x.dtype)

        def backward(self, g):
            return np.where(self.x > 0, g, 0)

    assert smallest(Relu(), X) > 100 * smallest(Tanh(), X)


def test_where_forward_does_not_go_nothing_is_told():
    class Refuses(Tanh):
        def forward(self, x):
            if abs(x.flat[0] - X.flat[0]) > 0.05:
                raise ValueError("too far")
            return super().forward(x)

    subject, rng = Subject(Refuses(), (X,)), np.random.default_rng(0)
    probe = directional_test(Subject(Tanh(), (X,)), {"X": X}, rng)
    with pytest.raises(LayerFault):
        subject.flat({"X": X + 1.0})
    assert smallest_error_along_way(subject, probe, "X", rng) == np.inf
