"""Where a Jacobian is wrong, in words that fit exactly."""

import numpy as np
import pytest

from diagnosis.stated import wrong_of
from ethan_check.diagnosis.stated_jacobian import jacobians
from ethan_check.diagnosis.where import bits_of, outputs, places_in, regions, whole_columns, whole_rows

A = np.random.default_rng(0).normal(size=(4, 6))


def found(mask):
    return jacobians(*wrong_of(A, A * np.where(mask, 2, 1), (4,), (6,)))


def test_whole_rows_and_whole_columns():
    rows = np.zeros((4, 6), dtype=bool)
    rows[1] = True
    assert whole_rows(found(rows)).tolist() == [False, True, False, False]
    assert whole_columns(found(rows)) is None
    columns = np.zeros((4, 6), dtype=bool)
    columns[:, 2:] = True
    assert whole_columns(found(columns)).tolist() == [False, False, True, True, True, True]
    words = [where.words for where in outputs(found(columns))]
    assert "at all from index 2 on along axis 0 of the output" in words


def test_bits_are_the_sets_that_there_could_have_been():
    assert bits_of(2, 8) == pytest.approx(np.log2(28))
    assert bits_of(8, 8) == 0
    mask = np.arange(8) == 7
    (where, *_) = places_in(mask, np.ones(8, dtype=bool), "of x")
    assert where.bits == pytest.approx(3)


def test_values_above_a_threshold():
    x = np.array([0.5, 3.0, -1.0, 4.0, 0.1, 5.0, -2.0, 6.0])
    wrong = wrong_of(np.eye(8), np.diag(np.where(x > 2, 0.5, 1)), (8,), x=x)
    words = [where.words for where in regions(jacobians(*wrong), *wrong)]
    assert words[:2] == ["where X is large", "where X is above a threshold"]
    assert "where X is negative" not in words


def test_where_all_of_many_entries_are_wrong_no_value_is_blamed():
    wrong = wrong_of(np.eye(8), 2 * np.eye(8), (8,))
    assert list(regions(jacobians(*wrong), *wrong)) == []
