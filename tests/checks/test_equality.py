"""When two answers count as one."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.checks.equality import first_difference, relative_distance, structural_floor


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ([1.0, 2.0], [1.0, 2.0], None),
        ([1.0, 2.0], [1.0, 2.0 + 1e-6], None),
        ([1.0, 2.0], [1.0, 2.0 + 6e-6], None),
        ([1.0, 2.0], [1.0, 2.0 + 6e-5], 3e-5),
        ([1.0, 2.0], [1.0, 2.0 + 1e-3], 5e-4),
        ([0.0, 0.0], [0.0, 0.0], None),
        ([0.0, 0.0], [0.0, 1e-30], 1.0),
        ([np.nan, np.inf, 1.0], [np.nan, np.inf, 1.0], None),
        ([np.nan, 1.0], [1.0, 1.0], np.inf),
        ([np.inf, 1.0], [-np.inf, 1.0], np.inf),
        ([1.0], [1.0, 1.0], np.inf),
        ([], [], None),
    ],
)
def test_apart(a, b, distance):
    found = relative_distance(np.array(a), np.array(b))
    assert found == (None if distance is None else pytest.approx(distance, rel=1e-3))


def test_several_outputs_are_one_vector():
    assert relative_distance((np.ones(2), np.zeros(1)), (np.ones(2), np.zeros(1))) is None
    assert relative_distance((np.ones(2), np.zeros(1)), (np.ones(2), np.ones(1))) == 1.0


def test_a_gradient_that_is_nothing_beside_the_others_may_come_out_in_any_way():
    first = {"W": np.ones(3), "bk": np.array([1e-17, -2e-17])}
    second = {"W": np.ones(3), "bk": np.array([3e-17, 1e-17])}
    assert structural_floor(first) == 1e-6
    assert first_difference(first, second) is None
    assert first_difference(first, {**second, "W": np.array([1, 1, 2.0])}) == ("W", 0.5)


def test_a_few_roundings_of_their_own_type_are_no_difference():
    unit = np.finfo(np.float16).eps
    one, few, many = ({"x": np.float16([1 + places * unit])} for places in (0, 3, 30))
    assert first_difference(one, few) is None
    assert first_difference(one, many) is not None
