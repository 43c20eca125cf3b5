"""What formulas read."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core.formula.tables import read_tensor


def test_anything_with_a_shape_and_entries_is_read():
    class Squares:
        shape = (3,)

        def __getitem__(self, index):
            return index[0] ** 2

    table = read_tensor(Squares(), float)
    assert table.shape == (3,)
    assert table.values.tolist() == [0.0, 1.0, 4.0, 0.0]
    assert table.integers.tolist() == [0, 1, 4, 0]


@pytest.mark.parametrize(
    ("value", "is_whole"),
    [(np.array([1.0, 2.0]), False), (np.array([True]), True), (np.array([2, 2.5], object), False), (3, True)],
)
def test_arrays_of_whole_numbers_may_be_indices(value, is_whole):
    assert (read_tensor(value, float).integers is not None) == is_whole
