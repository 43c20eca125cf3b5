"""Wrong entries are found with questions that grow with their count and the logarithm of the size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethan_check.numerics.group_testing import Answer, find_wrong
from numerics.known_derivatives import quiet


class Oracle:
    """Knows which entries are wrong and by how much, and counts the questions."""

    def __init__(self, wrong: dict[int, float]) -> None:
        self.wrong, self.questions = wrong, 0

    def __call__(self, group):
        self.questions += 1
        return Answer(sum(self.wrong.get(int(number), 0.0) for number in group), 1e-9)


@pytest.mark.parametrize("size", [1, 2, 7, 1000, 100_000, 1_000_000])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_questions_grow_with_the_logarithm(size, count):
    count = min(count, size)
    chosen = np.random.default_rng(size).choice(size, count, replace=False)
    oracle = Oracle(dict.fromkeys(chosen.tolist(), 1.0))
    assert find_wrong(oracle, size) == sorted(chosen.tolist())
    if count == 1:
        assert oracle.questions <= 2 + np.ceil(np.log2(size))
    assert oracle.questions <= 1 + 2 * count * (np.ceil(np.log2(max(size, 2))) + 1)


@quiet
@given(st.integers(1, 300), st.data())
def test_all_are_found_and_no_others(size, data):
    wrong = data.draw(st.sets(st.integers(0, size - 1), max_size=5))
    assert find_wrong(Oracle(dict.fromkeys(wrong, 1.0)), size) == sorted(wrong)


def test_nothing_wrong_costs_one_question():
    oracle = Oracle({})
    assert find_wrong(oracle, 10_000) == []
    assert oracle.questions == 1
    assert find_wrong(oracle, 0) == []


def test_the_worst_is_found_first():
    oracle = Oracle(dict.fromkeys(range(0, 1000, 10), 1.0) | {517: 1e6})
    assert find_wrong(oracle, 1000, limit=1) == [517]


def test_the_questions_are_limited():
    oracle = Oracle(dict.fromkeys(range(10_000), 1.0))
    assert len(find_wrong(oracle, 10_000, limit=10_000, tests=50)) < 50
    assert oracle.questions <= 51
