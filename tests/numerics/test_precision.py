"""A precision is a value: its unit, its numbers, and the arrays in which they are handed over."""

import numpy as np
import pytest

from ethan_check.numerics.precision import PRECISIONS, Precision


@pytest.mark.parametrize(("name", "coarse"), [("float32", False), ("float16", True)])
def test_those_of_numpy(name, coarse):
    precision = PRECISIONS[name]
    assert (str(precision), precision.unit, precision.is_coarse) == (name, np.finfo(name).eps, coarse)
    assert precision.rounded(np.array([1 + np.finfo(name).eps / 4])).tolist() == [1.0]


def test_one_of_a_plugin_may_stand_in_a_wider_type():
    def to_grid(array):
        return np.round(array * 4) / 4

    quarters = Precision("quarters", 0.25, "float32", to_grid)
    found = quarters.rounded(np.array([0.3, 1.1]))
    assert (found.tolist(), found.dtype) == ([0.25, 1.0], np.dtype("float32"))


def test_integers_stay():
    array = np.arange(3)
    assert PRECISIONS["float16"].rounded(array) is array
