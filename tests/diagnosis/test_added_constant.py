"""A constant that is added to every entry."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis.broken_layers import Elementwise, assert_explained, wrong_gradient
from ethan_check.diagnosis.added_constant import diagnose
from ethan_check.diagnosis.perhaps import certain

D = np.random.default_rng(0).normal(size=(4, 3))

CASES = {
    "a constant": (
        Elementwise(lambda dx, d, _: dx + 0.125),
        "the same 0.125 is added to every entry of dL_dx",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    assert_explained(*CASES[name])


def test_the_same_number_everywhere_is_told():
    assert certain(diagnose(wrong_gradient(D + 0.125, D), None)) == [
        "the same 0.125 is added to every entry of dL_dx"
    ]


@pytest.mark.parametrize(
    ("backward", "derivative"),
    [
        (D + np.arange(D.size).reshape(D.shape), D),
        (np.ones(4) * 3, np.ones(4) * 2),
        (np.full(3, np.nan), np.arange(3.0)),
    ],
    ids=["another number each", "a constant derivative", "no numbers"],
)
def test_nothing_else_is(backward, derivative):
    assert certain(diagnose(wrong_gradient(backward, derivative), None)) == []


RAMP = np.linspace(-0.5, 0.5, 6)


@pytest.mark.parametrize(
    ("backward", "derivative", "is_told"),
    [
        (1 + 5e-3 * RAMP + 0.25, 1 + 5e-3 * RAMP, True),
        (1 + 5e-4 * RAMP + 0.25, 1 + 5e-4 * RAMP, False),
        (RAMP + 2e-10, RAMP, True),
        (RAMP + 2e-11, RAMP, False),
    ],
    ids=["varies", "hardly varies", "added", "hardly added"],
)
def test_the_derivative_has_to_vary_and_the_constant_to_be_more_than_rounding(backward, derivative, is_told):
    assert bool(certain(diagnose(wrong_gradient(backward, derivative), None))) is is_told


@pytest.mark.parametrize(("off", "is_told"), [(2e-10, True), (2e-9, False)])
def test_what_is_added_explains_every_entry_to_nine_digits(off, is_told):
    signs = np.array([1, -1, 1, -1, 1, -1])
    assert bool(certain(diagnose(wrong_gradient(RAMP + 0.25 + off * signs, RAMP), None))) is is_told
