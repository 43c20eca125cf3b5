"""Sliding windows over the height and width of (N, C, H, W) arrays, seen as views."""

from __future__ import annotations

from collections.abc import Iterator

from numpy.lib.stride_tricks import sliding_window_view

from ethan_core.layer import Array

__all__ = ["entries_by_offset", "windows"]


def windows(X: Array, size: tuple[int, int], stride: tuple[int, int]) -> Array:
    """All windows that fit, as a read-only view of shape (N, C, kh, kw, rows, columns).

    >>> import numpy as np
    >>> windows(np.arange(16.0).reshape(1, 1, 4, 4), (2, 2), (2, 2))[0, 0, :, :, 0, 1]
    array([[2., 3.],
           [6., 7.]])
    """
    view = sliding_window_view(X, size, axis=(2, 3))
    strided: Array = view[:, :, :: stride[0], :: stride[1]].transpose(0, 1, 4, 5, 2, 3)
    return strided


def entries_by_offset(X: Array, size: tuple[int, int], stride: tuple[int, int]) -> Iterator[Array]:
    """For each place in a window, in row-major order, that entry of all windows: (N, C, rows, columns).

    The views can be written to when X can; those of different places overlap where windows do.

    >>> import numpy as np
    >>> X = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> [float(view[0, 0, 0, 0]) for view in entries_by_offset(X, (2, 2), (1, 1))]
    [0.0, 1.0, 3.0, 4.0]
    """
    (kh, kw), (sh, sw) = size, stride
    rows, columns = (X.shape[2] - kh) // sh + 1, (X.shape[3] - kw) // sw + 1
    for p in range(kh):
        for q in range(kw):
            yield X[:, :, p : p + (rows - 1) * sh + 1 : sh, q : q + (columns - 1) * sw + 1 : sw]
