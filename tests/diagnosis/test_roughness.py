"""How much backward jumps between points that are close."""

import numpy as np
import pytest

from ethan_check.diagnosis.roughness import roughness
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

X = np.random.default_rng(0).normal(size=(3, 4))
UNIT = float(np.finfo(np.float32).eps)


class Cubed:
    def __init__(self, change):
        self.change = change

    def forward(self, x):
        self.x = x
        return x**3

    def backward(self, g):
        return self.change(3 * self.x**2 * g)


def jumps_of(change, apart=4 * UNIT):
    layer = Cubed(np.copy)
    subject = Subject(layer, (X,))
    layer.change = change
    right = 3 * X**2
    wrong = WrongGradient(
        "X",
        "dL_dX",
        (),
        change(right),
        right,
        np.full(X.shape, 1e-12),
        cotangent=np.ones(12),
        values=subject.values,
    )
    return roughness(wrong, subject, apart)


@pytest.mark.parametrize(
    "change", [lambda g: g, lambda g: g * (1 + 1e-7), lambda g: g + np.sin(g)], ids=["right", "off", "other"]
)
def test_formulas_do_not_jump(change):
    assert np.max(jumps_of(change)) < 1e-13


def test_what_was_rounded_does_by_what_it_was_rounded_by():
    jumps = jumps_of(lambda g: g.astype(np.float32).astype(float))
    right = 3 * X**2
    assert np.mean(jumps / right) > UNIT / 20
    assert np.all(jumps < UNIT * right)


def test_what_cannot_be_asked_has_none():
    def refuse(g):
        if not np.array_equal(g, 3 * X**2):
            raise ValueError("another point")
        return g

    assert jumps_of(refuse) is None
    wrong = WrongGradient("X", "dL_dX", (), X, X, X)
    assert roughness(wrong, Subject(Cubed(np.copy), (X,)), UNIT) is None
