"""What formulas read."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core.formula.numbers import read_tensor


def test_anything_with_a_shape_and_entries_is_read():
    class Squares:
        shape = (3,)

        def __getitem__(self, index):
            return index[0] ** 2

    table = read_tensor(Squares(), float)
    assert table.shape == (3,)
    assert table.values.tolist() == [0, 1, 4, 0]
    assert table.is_whole


@pytest.mark.parametrize(
    ("value", "is_whole"),
    [(np.array([1.0, 2.0]), False), (np.array([True]), True), (np.array([2, 2.5], object), False), (3, True)],
)
def test_arrays_of_whole_numbers_may_be_indices(value, is_whole):
    table = read_tensor(value, float)
    assert table.is_whole == is_whole
    assert {type(entry) for entry in table.values} == {int if is_whole else float}
