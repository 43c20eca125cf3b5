"""Bytes of arrays, exactly."""

import gc
import tracemalloc

import numpy as np
import pytest

from ethan_check.baseline.memory import peak_of_arrays


def test_arrays_are_counted_to_the_byte():
    assert peak_of_arrays(lambda: np.empty(1000)) == 8000
    assert peak_of_arrays(lambda: (np.empty(1000), np.empty(10, np.float32))) == 8040
    assert peak_of_arrays(lambda: np.ones(100) + np.ones(100)) == 2400


def test_the_largest_sum_counts_and_not_the_last_one():
    def rising_and_falling():
        a = np.empty(1000)
        del a
        return np.empty(10)

    assert peak_of_arrays(rising_and_falling) == 8000


def test_what_python_needs_for_itself_is_not_counted():
    kept = []
    assert peak_of_arrays(lambda: kept.extend([object() for _ in range(1000)])) == 0


def test_it_repeats():
    rng = np.random.default_rng(0)

    def layer():
        w = {str(k): rng.normal(size=(4, 5)) for k in range(10)}
        return [a @ a.T for a in w.values()]

    assert len({peak_of_arrays(layer) for _ in range(20)}) == 1


def test_objects_that_outlive_the_measurement_are_let_go_as_usual():
    kept = []
    peak_of_arrays(lambda: kept.extend([{str(k): [k]} for k in range(1000)]))
    kept.clear()
    gc.collect()
    before = [np.empty(50) for _ in range(10)]
    peak_of_arrays(before.clear)
    assert not tracemalloc.is_tracing()


def test_what_is_raised_inside_comes_out_and_tracing_ends():
    with pytest.raises(ZeroDivisionError):
        peak_of_arrays(lambda: 1 / 0)
    assert not tracemalloc.is_tracing()


def test_who_traces_already_goes_on_doing_so():
    ran = []
    tracemalloc.start()
    try:
        assert peak_of_arrays(lambda: ran.append(1)) is None
        assert ran
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()
