"""Zeros, equal rows, repeated ids and equal eigenvalues, where they are values like others."""

import numpy as np
import pytest

from ethan_check import Case, check_layer
from ethan_check.cases.special_values import special_in_words, with_special_values, would_show_little

rng = np.random.default_rng(0)
X = rng.normal(size=(3, 4, 2))


def special(array, turn):
    (made,) = with_special_values((array,), turn, np.random.default_rng(turn))
    return made


@pytest.mark.parametrize(("axis", "way"), [(0, 1), (1, 1), (2, 1), (1, 2), (2, 2)])
def test_rows_along_each_axis_take_turns(axis, way):
    """Of equal numbers those of two axes; then all are equal."""
    made = [special(X, way + 3 * lap) for lap in range(3)]
    alike = [np.ptp(one, axis=axis) == 0 for one in made]
    assert any(rows.any() for rows in alike)
    zero = [(one == 0).all(axis=axis).any() for one in made]
    assert any(zero) == (way == 1)


def test_some_entries_are_zero_and_in_every_second_lap_one_alone():
    assert 1 < np.count_nonzero(special(X, 0) == 0) < X.size
    assert np.count_nonzero(special(X, 3) == 0) == 1
    assert special_in_words(0) == "some entries 0"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_in_every_third_lap_one_array_is_one_number_throughout(count):
    arrays = tuple(rng.normal(size=(3, 4)) for _ in range(count))
    made = with_special_values(arrays, 8, np.random.default_rng(0))
    assert [np.ptp(one) == 0 for one in made].count(True) == 1
    assert special_in_words(8) == "rows of equal numbers"


@pytest.mark.parametrize("ids", [np.array([4, 9, 2]), np.array([[1, 5], [0, 7]]), np.arange(3, 9)])
def test_ids_repeat(ids):
    made = special(ids, 0)
    assert len(np.unique(made)) == len(np.unique(ids)) - 1
    assert set(made.ravel()) < set(ids.ravel())


@pytest.mark.parametrize("ids", [np.array([1, -1, 1]), np.array([[0, 0], [2, 1]])])
def test_ids_that_repeat_stay(ids):
    assert special(ids, 0) is ids


LABELS = [
    np.array([-1, 1, 1, 1, -1, 1]),
    np.array([True, False, False, False, False, False]),
    np.linspace(0, 1, 6),
]


@pytest.mark.parametrize("labels", LABELS, ids=["integers", "flags", "numbers"])
def test_special_rows_have_the_least_label_in_one_lap_and_the_largest_in_another(labels):
    """Numbers of one sign are no array that takes any, and may be labels."""
    for lap, extreme in ((0, min), (2, max)):  # The rows are those of the last axis in every second lap.
        x, made = with_special_values((X.reshape(6, 4), labels), 1 + 3 * lap, np.random.default_rng(lap))
        assert made is labels
        zeros = np.flatnonzero((x == 0).all(axis=1))
        assert extreme(labels[zeros]) == extreme(labels)


@pytest.mark.parametrize(
    ("labels", "alike"),
    [([2, 2, 2], True), ([2, 1, 2], False), ([True], True), ([0.5, 0.5], False), (3, False)],
)
def test_labels_that_are_all_the_same_show_little(labels, alike):
    assert would_show_little((X, np.array(labels)), 0) is alike


@pytest.mark.parametrize(
    ("shapes", "turn", "expected"),
    [
        ([(3, 1)], 0, True),
        ([(3, 2)], 0, False),
        ([(1, 2)], 0, False),
        ([(1, 2)], 3, True),
        ([(3, 1), (3, 4)], 2, False),
        ([()], 0, False),
        ([], 0, False),
    ],
)
def test_rows_without_a_second_entry_show_little(shapes, turn, expected):
    """Those of the last axis in the first lap, which takes three turns, and of the one before in the next."""
    assert would_show_little(tuple(np.ones(shape) for shape in shapes), turn) is expected


@pytest.mark.parametrize(
    "order", [np.array([2, 0, 1]), np.array([[3, 1], [0, 2]]), np.array([7]), np.array(5)]
)
def test_an_order_stays_one(order):
    assert special(order, 0) is order


def test_one_of_several_matrices_gets_equal_eigenvalues():
    root = rng.normal(size=(2, 3, 3))
    matrices = root @ np.swapaxes(root, 1, 2) + np.eye(3)
    made = special(matrices, 2)
    assert np.ptp(np.linalg.eigvalsh(made[0])) < 1e-12
    assert np.array_equal(made[1], matrices[1])
    assert special(matrices, 0) is matrices


@pytest.mark.parametrize("array", [np.abs(X), np.eye(3)[[0, 1, 1]], X > 0, np.array(2.0), X + 1j])
def test_what_such_values_would_break_stays_as_it_is(array):
    assert all(special(array, turn) is array for turn in range(6))


class Embedding:
    add = True

    def __init__(self):
        self.W = np.random.default_rng(1).normal(size=(50, 3))

    def forward(self, ids):
        self.ids = ids
        return self.W[ids]

    def backward(self, g):
        self.dW = np.zeros_like(self.W)
        if self.add:
            np.add.at(self.dW, self.ids, g)
        else:
            self.dW[self.ids] += g


class EmbeddingOnce(Embedding):
    add = False


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("cls", "verdict"), [(Embedding, "pass"), (EmbeddingOnce, "fail")])
def test_a_rule_that_never_repeats_an_id_still_finds_those_that_are_lost(cls, verdict, seed):
    def rule(rng):
        return Case(cls(), rng.permutation(50)[:4])

    assert check_layer(cases=rule, seed=seed).verdict == verdict


@pytest.mark.parametrize("turn", [1, 4, 7])
def test_no_row_is_zero_in_two_inputs_at_once(turn):
    one, two = (rng.normal(size=(6, 6)) for _ in range(2))
    made = with_special_values((one, two), turn, np.random.default_rng(turn))
    axis = 0 if turn == 4 else 1
    zero = [(array == 0).all(axis=axis) for array in made]
    assert zero[0].any()
    assert zero[1].any()
    assert not (zero[0] & zero[1]).any()
