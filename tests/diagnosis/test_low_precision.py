"""A gradient that went through a narrower type."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis.broken_layers import Elementwise, assert_explained, wrong_gradient
from ethan_check.diagnosis.low_precision import diagnose
from ethan_check.diagnosis.perhaps import certain

CASES = {
    "float32": (
        Elementwise(lambda dx, d, _: dx.astype(np.float32).astype(float)),
        "dL_dx went through float32 on its way",
    ),
    "float16": (
        Elementwise(lambda dx, d, _: dx.astype(np.float16).astype(float)),
        "dL_dx went through float16 on its way",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    assert_explained(*CASES[name])


D = np.random.default_rng(0).normal(size=(6, 6))


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_numbers_of_a_narrower_type_are_told(dtype):
    assert certain(diagnose(wrong_gradient(D.astype(dtype), D), None)) == [
        f"dL_dx went through {dtype} on its way"
    ]


def test_what_was_rounded_half_way_is_recognised_by_its_errors():
    halfway = (D / 3).astype(np.float32).astype(float) * 3
    assert certain(diagnose(wrong_gradient(halfway, D), None)) == ["dL_dx went through float32 on its way"]


@pytest.mark.parametrize(
    "backward",
    [D * (1 + 1e-7), D + 0.1, np.where(np.arange(36).reshape(6, 6) == 3, D.astype(np.float32), D)],
    ids=["all one way", "far off", "one entry"],
)
def test_errors_with_a_pattern_are_no_rounding(backward):
    assert certain(diagnose(wrong_gradient(backward, D), None)) == []


UNIT = float(np.finfo(np.float32).eps)
SIGNS = np.where(np.arange(36).reshape(6, 6) % 2, 1.0, -1.0)


def is_told(backward):
    return bool(certain(diagnose(wrong_gradient(backward, D), None)))


@pytest.mark.parametrize(("units", "told"), [(2, True), (12, False)])
def test_numbers_of_a_type_may_be_a_few_of_its_units_off(units, told):
    assert is_told((D * (1 + units * UNIT)).astype(np.float32)) is told


@pytest.mark.parametrize(("units", "told"), [(1 / 300, False), (1 / 20, True), (5, True), (20, False)])
def test_errors_of_rounding_are_of_the_size_of_a_unit(units, told):
    assert is_told(D * (1 + units * UNIT * SIGNS)) is told


@pytest.mark.parametrize(("entries", "told"), [(3, False), (12, True)])
def test_few_errors_may_have_both_signs_by_chance(entries, told):
    d = D.ravel()[:entries]
    backward = d * (1 + UNIT * SIGNS.ravel()[:entries] / 2)
    assert bool(certain(diagnose(wrong_gradient(backward, d), None))) is told


@pytest.mark.parametrize(("positive", "told"), [(1, False), (12, True)])
def test_errors_of_rounding_have_both_signs(positive, told):
    signs = np.where(np.arange(36) < positive, 1.0, -1.0).reshape(6, 6)
    assert is_told(D * (1 + UNIT * signs / 2)) is told
