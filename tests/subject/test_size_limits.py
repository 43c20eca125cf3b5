"""How many cases are looked at, by the size of one."""

import numpy as np
import pytest

from ethan_check.subject.size_limits import entries_of, is_large, max_cases


@pytest.mark.parametrize(
    ("arrays", "entries"),
    [([], 0), ([np.array(1.0)], 1), ([np.zeros((0, 5))], 0), ([np.ones((2, 3)), np.ones(4, np.float32)], 10)],
)
def test_all_entries_are_counted(arrays, entries):
    assert entries_of(dict(enumerate(arrays))) == entries


def test_where_large_begins():
    assert not is_large(2**17)
    assert is_large(2**17 + 1)


@pytest.mark.parametrize(
    ("points", "entries", "cases"),
    [
        (24, 0, 24),
        (24, 1, 24),
        (24, 2**21 // 24, 24),
        (24, 2**17, 16),
        (24, 2**20, 2),
        (24, 10**9, 2),
        (1, 10**9, 1),
        (0, 10, 0),
    ],
)
def test_a_check_of_numbers_looks_at_as_many_entries_as_it_can_pay_for(points, entries, cases):
    assert max_cases(points, entries, is_structural=False) == cases


@pytest.mark.parametrize(
    ("points", "entries", "cases"), [(4, 10, 4), (4, 2**17, 4), (4, 2**17 + 1, 1), (0, 2**17 + 1, 0)]
)
def test_a_question_of_structure_is_asked_once_of_a_large_layer(points, entries, cases):
    assert max_cases(points, entries, is_structural=True) == cases
