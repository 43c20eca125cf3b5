"""Which entries become 0."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.cases.zero_entries import zero_entries
from ethan_check.numerics.tolerances.values import ZERO_SHARE
from ethan_core import Contract


@pytest.mark.parametrize("shape", [(5,), (1, 4), (4, 1), (3, 4), (17, 33), (2, 3, 4)])
@pytest.mark.parametrize("seed", range(5))
def test_one_entry_alone(shape, seed):
    assert zero_entries(shape, np.random.default_rng(seed), alone=True).sum() == 1


@pytest.mark.parametrize("shape", [(1, 4), (4, 1), (3, 4), (17, 33), (2, 3, 4)])
@pytest.mark.parametrize("seed", range(5))
def test_along_every_axis_a_line_has_a_single_zero(shape, seed):
    zero = zero_entries(shape, np.random.default_rng(seed), alone=False)
    for axis in range(zero.ndim):
        assert (zero.sum(axis=axis) == 1).any()


def test_a_share_of_many_entries():
    assert abs(zero_entries((400, 500), np.random.default_rng(0), alone=False).mean() - ZERO_SHARE) < 0.01


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("shape", [(), (0,), (3, 0)])
def test_a_number_or_nothing_has_no_lines(shape, alone):
    assert zero_entries(shape, np.random.default_rng(0), alone=alone).shape == shape


class Product:
    def __init__(self, axis):
        self.axis = axis

    def forward(self, x):
        self.x = x
        return x.prod(axis=self.axis)

    def backward(self, g):
        y = self.x.prod(axis=self.axis, keepdims=True)
        return np.expand_dims(g, self.axis) * y / np.where(self.x == 0, 1.0, self.x)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    ("axis", "shapes"),
    [(1, "N K -> N"), (0, "N K -> K"), (0, "K -> "), (1, "N K L -> N L"), (2, "N K 7 -> N K")],
)
def test_the_only_zero_of_a_product_is_met_under_every_seed(axis, shapes, seed):
    report = check_layer(Product(axis), contract=Contract(shapes=shapes), seed=seed, checks=("gradient",))
    assert report.verdict == "fail"


@pytest.mark.parametrize("seed", range(12))
def test_also_where_arrays_are_given(seed):
    x = np.random.default_rng(seed).normal(size=(3, 6))
    assert check_layer(Product(1), x, seed=seed, checks=("gradient",)).verdict == "fail"
