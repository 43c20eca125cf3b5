"""MSE."""

from __future__ import annotations

import numpy as np
import pytest

from core.catalogue import probabilities
from core.fn.losses import (
    assert_finite_at_far_predictions,
    assert_refuses_empty_arrays_and_integers,
    assert_refuses_shapes_that_differ,
    each_dtype,
)
from ethan_core.fn import MSE


def test_the_value_is_the_mean_over_samples_of_the_sum_over_entries():
    rng = np.random.default_rng(0)
    P, T = probabilities(rng, (3, 2, 4)), probabilities(rng, (3, 2, 4))
    expected = 0.0
    for n, i, c in np.ndindex(P.shape):
        expected += (P[n, i, c] - T[n, i, c]) ** 2 / 3
    value = MSE().value(P, T)
    assert np.ndim(value) == 0
    assert value == pytest.approx(expected, rel=1e-14)


@each_dtype
def test_far_predictions_give_finite_results(dtype):
    assert_finite_at_far_predictions(MSE(), dtype)


def test_shapes_that_differ_are_refused():
    assert_refuses_shapes_that_differ(MSE(), "N *axes")


def test_empty_arrays_and_integers_are_refused():
    assert_refuses_empty_arrays_and_integers(MSE())
