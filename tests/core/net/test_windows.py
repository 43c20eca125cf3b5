"""Sliding windows, against loops."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core.net.windows import entries_by_offset, windows

X = np.arange(2 * 1 * 5 * 6, dtype=float).reshape(2, 1, 5, 6)

sizes = pytest.mark.parametrize(("size", "stride"), [((2, 2), (2, 2)), ((3, 2), (1, 3)), ((5, 6), (1, 1))])


@sizes
def test_windows_are_those_of_a_loop(size, stride):
    view = windows(X, size, stride)
    assert view.shape[:4] == (2, 1, *size)
    for i, j in np.ndindex(view.shape[4:]):
        top, left = i * stride[0], j * stride[1]
        np.testing.assert_array_equal(view[..., i, j], X[:, :, top : top + size[0], left : left + size[1]])
    assert np.shares_memory(view, X)


@sizes
def test_entries_by_offset_are_the_windows_place_by_place(size, stride):
    view = windows(X, size, stride)
    places = list(np.ndindex(*size))
    entries = list(entries_by_offset(X, size, stride))
    assert len(entries) == len(places)
    for (p, q), entry in zip(places, entries, strict=True):
        np.testing.assert_array_equal(entry, view[:, :, p, q])


def test_entries_can_be_added_to():
    total = np.zeros((1, 1, 3, 3))
    for entry in entries_by_offset(total, (2, 2), (1, 1)):
        entry += 1
    np.testing.assert_array_equal(total[0, 0], [[1, 2, 1], [2, 4, 2], [1, 2, 1]])
