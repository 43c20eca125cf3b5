"""A layer whose Jacobian, and what its backward takes for it, are two matrices that a test writes down."""

from __future__ import annotations

import numpy as np

from ethan_check.subject.subject import Subject
from ethan_check.verdict.probe import directional_test
from ethan_check.verdict.wrong_entries import WrongGradient, differences

RNG = np.random.default_rng(0)


class Stated:
    """forward is linear, by `true`; backward goes by `stated`: one row an entry, one column an output."""

    def __init__(self, true, stated, output_shape):
        self.true, self.stated, self.output_shape = true, stated, output_shape

    def forward(self, x):
        self.shape = x.shape
        return (x.ravel() @ self.true).reshape(self.output_shape)

    def backward(self, g):
        return (self.stated @ g.ravel()).reshape(self.shape)


def wrong_of(true, stated, shape, output_shape=None, x=None) -> tuple[WrongGradient, Subject]:
    """The wrong gradient of such a layer, as a diagnosis is given it."""
    x = np.random.default_rng(1).normal(size=shape) if x is None else x
    subject = Subject(Stated(true, stated, shape if output_shape is None else output_shape), (x,))
    found = directional_test(subject, subject.values, np.random.default_rng(2))
    (difference,) = differences(subject, found)
    return difference, subject


def said(diagnose, *arguments, **more) -> list[str]:
    """All that a diagnosis says of it, certain or not."""
    return list(diagnose(*wrong_of(*arguments, **more)))
