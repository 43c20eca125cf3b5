"""What lies beside arrays in memory, and in memory that is free."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.checks.uninitialised_memory import poison_free_memory, with_guard_zones
from ethan_check.numerics.tolerances.sizes import GUARD_ZONE, GUARDED_ENTRIES
from ethan_check.numerics.tolerances.values import MEMORY_POISON


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_the_numbers_are_the_same_and_both_sides_are_not(shape):
    array = np.random.default_rng(0).normal(size=shape)
    inside = with_guard_zones(array)
    np.testing.assert_array_equal(inside, array)
    assert inside.flags.c_contiguous
    buffer = inside.base
    zone = (buffer.size - array.size) // 2
    assert zone == array.size + GUARD_ZONE
    assert (buffer[:zone] == MEMORY_POISON).all()
    assert (buffer[zone + array.size :] == MEMORY_POISON).all()


def test_a_read_past_the_end_meets_the_poison():
    inside = with_guard_zones(np.ones(3))
    beyond = np.lib.stride_tricks.as_strided(inside, shape=(4,))
    assert beyond[3] == MEMORY_POISON


def test_the_dtype_stays_and_whole_numbers_have_whole_neighbours():
    inside = with_guard_zones(np.arange(3))
    assert inside.dtype.kind == "i"
    assert inside.base[0] == int(MEMORY_POISON)


def test_a_large_array_has_zones_of_bounded_size():
    inside = with_guard_zones(np.zeros(2 * GUARDED_ENTRIES))
    assert inside.base.size == 2 * GUARDED_ENTRIES + 2 * (GUARDED_ENTRIES + GUARD_ZONE)


@pytest.mark.parametrize("size", [7, 100])
def test_new_memory_of_that_size_often_holds_the_poison(size):
    poison_free_memory([size, 10 * GUARDED_ENTRIES], 1e3)
    arrays = [np.empty(size) for _ in range(8)]
    assert any((array[2:] == 1e3).all() for array in arrays)
