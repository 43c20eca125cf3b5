"""Constructor arguments that several layers take, and what is said when one makes no sense."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ethan_core.errors import ArgumentError

__all__ = ["float_dtype", "pair", "positive"]


def positive(where: str, argument: str, value: object) -> int:
    """A size: an integer of at least 1.

    Raises:
        ArgumentError: it is anything else.

    >>> positive("Mlp", "in_features", 3)
    3
    """
    if not _is_integer(value, 1):
        raise ArgumentError(f"{where}: {argument} is {value!r}, expected a positive integer")
    return int(value)  # type: ignore[call-overload, no-any-return]


def pair(where: str, argument: str, value: object, *, least: int = 1) -> tuple[int, int]:
    """A size along the height and one along the width, from a pair or from one integer for both.

    Raises:
        ArgumentError: it is neither, or a number is below `least`.

    >>> pair("Conv2d", "kernel_size", 3), pair("Conv2d", "stride", (2, 1))
    ((3, 3), (2, 1))
    """
    both = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(both) != 2 or not all(_is_integer(each, least) for each in both):
        kind = "positive" if least == 1 else "non-negative"
        raise ArgumentError(f"{where}: {argument} is {value!r}, expected a {kind} integer or a pair of them")
    return int(both[0]), int(both[1])


def float_dtype(where: str, value: npt.DTypeLike) -> np.dtype[Any]:
    """The dtype of parameters.

    Raises:
        ArgumentError: it is no floating-point dtype.

    >>> float_dtype("Mlp", "float32")
    dtype('float32')
    """
    try:
        dtype = np.dtype(value)
    except TypeError:
        dtype = None
    if dtype is None or dtype.kind != "f":
        raise ArgumentError(f"{where}: dtype is {value!r}, expected a floating-point dtype")
    return dtype


def _is_integer(value: object, least: int) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and int(value) >= least
