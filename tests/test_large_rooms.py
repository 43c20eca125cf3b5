"""Rooms are filled again only when nobody holds what is in them."""

import numpy as np
import pytest

from ethan_check.numerics.tolerances.sizes import LARGE
from ethan_check.subject.cropping import cropped
from ethan_check.subject.execution.buffer_pool import BufferPool
from ethan_check.subject.execution.perturbed_line import PerturbedLine
from ethan_check.subject.subject import Subject

X = np.random.default_rng(0).normal(size=(400, 400))
V = np.random.default_rng(1).normal(size=(400, 400))
assert X.size > LARGE


@pytest.mark.parametrize("held", [lambda a: a, lambda a: a[3:5], lambda a: memoryview(a), lambda a: [a.T]])
def test_what_somebody_holds_is_not_overwritten(held):
    spare = BufferPool([X])
    kept = held(spare.copy(X))
    spare.copy(V)
    assert np.array_equal(held(X), kept)


def test_a_room_is_used_again_whatever_was_done_to_the_array_in_it():
    spare = BufferPool([X])
    first = spare.copy(X)
    first.flags.writeable = False
    place = first.ctypes.data
    del first
    second = spare.copy(V)
    assert second.ctypes.data == place
    assert second.flags.writeable
    assert np.array_equal(second, V)


def test_no_more_room_is_kept_than_the_arrays_take():
    spare = BufferPool([X, V])
    for dtype in (np.float32, np.float64, np.complex128, np.float64):
        arrays = [spare.empty(X.shape, np.dtype(dtype)) for _ in range(4)]
        del arrays
        assert sum(room.size for room in spare._rooms) <= 2 * X.nbytes


@pytest.mark.parametrize("t", [0.0, 0.125, -(2.0**-20), 2.0**-66 * 1j])
def test_a_large_point_moves_to_the_same_numbers_as_a_small_one(t):
    seen = PerturbedLine(lambda values: values["x"].copy(), {"x": X}, {"x": V}, BufferPool([X]))(t)
    assert np.array_equal(seen, X + t * V)


def test_an_answer_that_is_the_moved_array_stays_as_it_was():
    line = PerturbedLine(lambda values: values["x"][0], {"x": X}, {"x": V}, BufferPool([X]))
    first = line(0.5)
    line(-0.5)
    assert np.array_equal(first, X[0] + 0.5 * V[0])


def test_a_function_may_write_into_what_it_is_given():
    def spoil(values):
        values["x"] *= 0.0
        return np.zeros(1)

    line = PerturbedLine(spoil, {"x": X}, {"x": V}, BufferPool([X]))
    before = X.copy()
    line(0.5)
    assert np.array_equal(X, before)


class Rows:
    """Adds up rows, weighted by a large parameter."""

    def __init__(self, least=1):
        self.w, self.least = np.ones((400, 400)), least

    def forward(self, x):
        if len(x) < self.least:
            raise ValueError("too few rows")
        self.x = x
        return x @ self.w

    def backward(self, g):
        self.dw = self.x.T @ g
        return g @ self.w.T


def test_a_large_case_is_cut_to_a_few_rows():
    few = cropped(Subject(Rows(), (X,)))
    assert few.values["X"].shape == (3, 400)
    assert np.array_equal(few.values["X"], X[:3])


@pytest.mark.parametrize("subject", [Subject(Rows(9), (X,)), Subject(Rows(), (X[:3],))])
def test_a_case_that_cannot_be_cut_stays_whole(subject):
    assert cropped(subject) is None


def test_a_small_case_stays_whole():
    class Double:
        def forward(self, x):
            return 2 * x

        def backward(self, g):
            return 2 * g

    assert cropped(Subject(Double(), (np.ones((50, 3)),))) is None
