"""A point moves along a direction to the same numbers in one buffer as in new arrays."""

import numpy as np
import pytest

from ethan_check.numerics.chunks import LARGE
from ethan_check.subject.execution.buffer_pool import BufferPool
from ethan_check.subject.execution.perturbed_line import PerturbedLine

X = np.random.default_rng(0).normal(size=(400, 400))
V = np.random.default_rng(1).normal(size=(400, 400))
assert X.size > LARGE

STEPS = [0.0, 0.125, -(2.0**-20), 2.0**-66 * 1j, 0.5 + 0.25j]


@pytest.mark.parametrize("t", STEPS)
@pytest.mark.parametrize("x", [X, X[:3]], ids=["large", "small"])
def test_it_moves_to_point_plus_t_times_direction(x, t):
    v = V[: len(x)]
    seen = PerturbedLine(lambda values: values["x"].copy(), {"x": x}, {"x": v}, BufferPool([x]))(t)
    assert np.array_equal(seen, x + t * v)
    assert seen.dtype == (x + t * v).dtype


def test_a_large_array_moves_in_one_room_again_and_again():
    places = []

    def answer(values):
        places.append(values["x"].ctypes.data)
        return np.zeros(1)

    line = PerturbedLine(answer, {"x": X}, {"x": V}, BufferPool([X]))
    line(0.5)
    line(-0.5)
    assert places[0] == places[1] != X.ctypes.data


def test_an_answer_that_is_the_moved_array_stays_as_it_was_and_keeps_no_room():
    places = []

    def answer(values):
        places.append(values["x"].ctypes.data)
        return values["x"][0]

    line = PerturbedLine(answer, {"x": X}, {"x": V}, BufferPool([X]))
    first = line(0.5)
    line(-0.5)
    assert np.array_equal(first, X[0] + 0.5 * V[0])
    assert places[0] == places[1]


@pytest.mark.parametrize("x", [X, X[:3]], ids=["large", "small"])
def test_a_function_may_write_into_what_moves(x):
    def spoil(values):
        values["x"] *= 0.0
        return np.zeros(1)

    before = x.copy()
    PerturbedLine(spoil, {"x": x}, {"x": V[: len(x)]}, BufferPool([X]))(0.5)
    assert np.array_equal(x, before)


def test_arrays_without_a_direction_stay_put():
    ids = np.array([0, 2])
    line = PerturbedLine(lambda values: values["ids"], {"x": np.ones(2), "ids": ids}, {"x": np.ones(2)})
    assert line(1.0) is ids


def test_a_step_takes_several_arrays_along_and_leaves_the_point_alone():
    values = {"a": np.array(1.0), "b": np.zeros((0, 2)), "c": np.array([1.0, 2.0])}
    directions = {"a": np.array(2.0), "b": np.zeros((0, 2))}
    line = PerturbedLine(lambda values: values["a"] + values["c"], values, directions)
    assert line(0.5).tolist() == [3.0, 4.0]
    assert values["a"] == 1.0


def test_a_large_array_of_another_dtype_than_its_direction_moves_in_a_new_one():
    x = X.astype(np.float32)
    seen = PerturbedLine(lambda values: values["x"].copy(), {"x": x}, {"x": V}, BufferPool([X]))(0.5)
    assert np.array_equal(seen, x + 0.5 * V)
