"""Entries and outputs that backward connects and forward does not."""

import numpy as np

from diagnosis.broken_layers import explanations
from diagnosis.stated import said
from ethan_check.diagnosis.perhaps import certain
from ethan_check.diagnosis.wrong_connections import diagnose
from ethan_core import Contract

A = np.kron(np.eye(2), np.random.default_rng(0).normal(size=(3, 3)))


class Normalised:
    """x over its norm along the last axis, whose backward sums along another one."""

    contract = Contract(shapes="N T D -> N T D", inputs=("x",))

    def forward(self, x):
        self.size = np.sqrt((x * x).sum(axis=-1, keepdims=True) + 0.1)
        self.y = x / self.size
        return self.y

    def backward(self, g):
        return (g - self.y * (g * self.y).sum(axis=1, keepdims=True)) / self.size


def test_a_sum_along_another_axis_is_named():
    (text,) = explanations(Normalised())
    assert "dL_dx" in text
    assert "another axis" in text or "at other places" in text


def test_what_is_counted_too_much_is_told_whatever_else_is_wrong():
    (text,) = certain(said(diagnose, A, A * 1.5 + 0.1, (6,)))
    assert text.startswith("dL_dX also counts outputs that do not depend on the entry: a sum, an index")


def test_where_nothing_is_counted_too_much_nothing_is_told():
    assert said(diagnose, A, A * A, (6,)) == []
