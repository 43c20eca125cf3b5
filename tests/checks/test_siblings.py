"""Instances that share what a constructor or a class made once."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.checks.siblings import gradients_beside_sibling, pair_of

X = np.random.default_rng(0).normal(size=(4, 3))


class Scale:
    def __init__(self):
        self.W, self.grads = np.array([0.5, 2.0, -1.5]), {}

    def forward(self, x):
        self.x = x
        return x * self.W

    def backward(self, g):
        self.grads["W"] = (g * self.x).sum(axis=0)
        return g * self.W


class OfTheClass(Scale):
    grads = {}  # noqa: RUF012 - shared by all instances: the mistake

    def __init__(self):
        self.W = np.array([0.5, 2.0, -1.5])


class DefaultOfTheConstructor(Scale):
    def __init__(self, grads={}):  # noqa: B006 - the mistake
        super().__init__()
        self.grads = grads


class CacheOfTheConstructor(Scale):
    def __init__(self, kept=[None]):  # noqa: B006 - the mistake
        super().__init__()
        self.kept = kept

    def forward(self, x):
        self.kept[0] = x
        return x * self.W

    def backward(self, g):
        self.grads["W"] = (g * self.kept[0]).sum(axis=0)
        return g * self.W


class BufferOfTheConstructor(Scale):
    def __init__(self, out=np.zeros((4, 3))):  # noqa: B008 - the mistake
        super().__init__()
        self.out = out

    def backward(self, g):
        super().backward(g)
        return np.multiply(g, self.W, out=self.out) if g.shape == self.out.shape else g * self.W


SHARING = [OfTheClass, DefaultOfTheConstructor, CacheOfTheConstructor, BufferOfTheConstructor]


@pytest.mark.parametrize("layer", SHARING)
def test_what_instances_share_by_mistake_is_found(layer):
    report = check_layer(layer, inputs=(X,), checks=["state"])
    assert report.verdict == "fail"
    assert "another instance" in report.message


@pytest.mark.parametrize("layer", SHARING[1:])
def test_rules_make_instances_too(layer):
    report = check_layer(cases=lambda rng: _case(layer, rng), checks=["state"])
    assert report.verdict == "fail"


def _case(layer, rng):
    from ethan_core import Case

    return Case(layer(), (rng.normal(size=(4, 3)),))


def test_instances_with_things_of_their_own_pass():
    assert check_layer(Scale, inputs=(X,), checks=["state"]).verdict == "pass"
    before, after = gradients_beside_sibling(Subject(Scale(), (X,), factory=Scale), np.ones(12), (2 * X,))
    assert np.array_equal(before["W"], after["W"])


def test_what_is_shared_stays_shared_in_the_pair_alone():
    layer = DefaultOfTheConstructor()
    one, _, other = pair_of(Subject(layer, (X,), factory=DefaultOfTheConstructor))
    assert one.grads is other.grads
    assert one.grads is not layer.grads


def test_a_constructor_that_raises_is_no_obstacle():
    def refuses():
        raise OSError("no more instances")

    assert pair_of(Subject(Scale(), (X,), factory=refuses))[2].W.shape == (3,)
