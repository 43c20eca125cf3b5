"""Rooms are filled again only when nobody holds what is in them."""

import numpy as np
import pytest

from ethan_check.numerics.chunks import LARGE
from ethan_check.subject.execution.buffer_pool import BufferPool

X = np.random.default_rng(0).normal(size=(400, 400))
V = np.random.default_rng(1).normal(size=(400, 400))
assert X.size > LARGE


def rooms_of(pool):
    return [room.size for room in pool._rooms]


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
        assert sum(rooms_of(spare)) <= 2 * X.nbytes


@pytest.mark.parametrize("array", [np.ones(3), np.array(2.0), np.zeros((0, 4)), np.arange(LARGE)])
def test_a_small_array_is_copied_without_a_room(array):
    spare = BufferPool([X])
    copied = spare.copy(array)
    assert np.array_equal(copied, array)
    assert not np.may_share_memory(copied, array) or not array.size
    assert rooms_of(spare) == []


def test_without_large_arrays_no_room_is_kept():
    spare = BufferPool([np.ones(3)])
    assert np.array_equal(spare.copy(X), X)
    assert rooms_of(spare) == []


def test_a_smaller_array_takes_the_smallest_room_that_fits():
    spare = BufferPool([X, V])
    large, medium = spare.empty(X.shape, X.dtype), spare.empty((300, 400), X.dtype)
    place = medium.ctypes.data
    del large, medium
    assert spare.empty((200, 400), X.dtype).ctypes.data == place
    assert rooms_of(spare) == [X.nbytes, 300 * 400 * 8]


def test_rooms_that_are_too_small_make_way():
    spare = BufferPool([X])
    spare.empty((300, 400), X.dtype)  # Nobody holds it.
    spare.empty(X.shape, X.dtype)
    assert rooms_of(spare) == [X.nbytes]


def test_a_room_holds_any_shape_and_dtype():
    spare = BufferPool([X])
    for shape, dtype in ((X.shape, np.float64), ((160_000,), np.float32), ((2, 40_000), np.complex128)):
        array = spare.empty(shape, np.dtype(dtype))
        assert (array.shape, array.dtype) == (shape, dtype)
        del array
    assert rooms_of(spare) == [X.nbytes]
