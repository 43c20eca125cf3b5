"""Integers that point outside an array make no case of Ethan's own."""

import ethan_jax
import jax.numpy as jnp
import numpy as np
import pytest
from ethan_jax.indices import Indices
from rules import X, gathered

TABLE, IDS = np.ones((4, 3)), np.array([1, 0, 3])


def pick(arrays):
    return arrays[0][arrays[1]]


def test_what_points_inside_is_accepted():
    indices = Indices(pick, [TABLE, IDS])
    indices.require_inside([TABLE, IDS])
    indices.require_inside([np.ones((9, 1)), IDS])


def test_what_points_outside_is_refused_each_time():
    indices = Indices(pick, [TABLE, IDS])
    for _ in range(2):
        with pytest.raises(IndexError, match="index 3 is out of bounds for axis 0 with size 2"):
            indices.require_inside([TABLE[:2], IDS])


def test_what_somebody_gave_may_point_anywhere():
    indices = Indices(pick, [TABLE[:2], IDS])
    indices.require_inside([TABLE[:1], IDS])


def test_a_function_that_cannot_be_asked_is_left_alone():
    indices = Indices(lambda arrays: float(arrays[0][0]), [TABLE, IDS])
    indices.require_inside([TABLE[:2], IDS])


@pytest.mark.parametrize("function", [gathered, lambda table, ids: jnp.take(table, ids, axis=0)])
def test_tables_are_not_shortened_below_their_integers(function):
    report = ethan_jax.check(function, X, np.array([1, 0, 1, 3]), checks=["gradient"])
    assert report.verdict == "pass", str(report)
