"""What foreign code gives back is looked at before it is used: never is it gone through blindly, for it may
hold itself, have no end, or be larger than any memory.
"""

from __future__ import annotations

import inspect
import weakref
from array import array
from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.what_it_is import count_masked, pieces_of, what_it_is
from ethan_core.layer import Array
from ethan_core.plain_text import name_of

__all__ = ["SURELY_SMALL", "as_array", "plain_gradient", "require_bounded"]

_DEPTH = 8
"""How deep lists may be nested: no layer's outputs are half as deep, and numpy itself ends at 64."""
_PIECES = 100_000
"""How many things nested lists may hold, in all: so many cost a check some seconds, as each of its calls goes
through them several times; an array has no such limit.
"""
_BYTES = 2**32
"""Of one array when it is written out in float64, 4 GiB: a check holds several copies of every output."""
SURELY_SMALL = 2**25
"""The same of an array that shows one number many times, an eighth of the 256 MiB that are too much: copies
of it are larger than itself. What is smaller need not be looked at.
"""

_PLAIN = (np.ndarray, np.generic, int, float, complex, array)


def as_array(value: Any) -> Array | None:
    """An array of numbers of the class of all arrays, if that is what a value is; None if it is none.

    >>> as_array([1.0, 2.0]), as_array("text") is None, as_array([[1], [1, 2]]) is None
    (array([1., 2.]), True, True)
    """
    if type(value) is np.ndarray:
        return value if value.dtype.kind in "fciub" else None
    if not _gives_an_array(value):
        return None
    try:
        made = np.asarray(value)
    except BaseException as error:  # Pieces of different shapes, or an __array__ that raises.
        let_pass(error)
        return None
    is_number = type(made) is np.ndarray and made.dtype.kind in "fciub"
    return made if is_number and not count_masked(value) else None


def plain_gradient(value: Any) -> Any:
    """What backward gave for one array, the same memory in an array of the usual class; what is no array of
    numbers as it is, for whoever says so.

    Raises:
        LayerFault: it cannot be gone through.
    """
    require_bounded(value, "backward")
    if type(value) is np.ndarray or not isinstance(value, np.ndarray):
        return value
    plain = as_array(value)
    return value if plain is None else plain


def require_bounded(value: Any, stage: str) -> None:
    """Raise where a value cannot be gone through, or would fill the memory.

    Raises:
        LayerFault: with the stage that gave it, and what it is.

    >>> ring = []; ring.append(ring)
    >>> require_bounded(ring, "forward")
    Traceback (most recent call last):
        ...
    ethan_check.subject.execution.faults.LayerFault: forward returned a list that holds itself
    """
    if type(value) is np.ndarray and value.nbytes <= SURELY_SMALL:
        return
    left: list[tuple[Any, int, tuple[int, ...]]] = [(value, 0, ())]
    pieces = 0
    while left:
        one, depth, above = left.pop()
        if problem := _problem_of(one):
            raise LayerFault(f"{stage} returned {problem}", stage)
        if not isinstance(one, tuple | list):
            continue
        if id(one) in above:
            raise LayerFault(f"{stage} returned a {name_of(type(one))} that holds itself", stage)
        if depth == _DEPTH:
            raise LayerFault(f"{stage} returned lists that are nested more than {_DEPTH} deep", stage)
        held = list(pieces_of(one))
        pieces += len(held)
        if pieces > _PIECES:
            raise LayerFault(f"{stage} returned lists that hold more than {_PIECES:,} things", stage)
        inside = [piece for piece in held if not isinstance(piece, float | int)]
        left += [(piece, depth + 1, (*above, id(one))) for piece in inside]


def _gives_an_array(value: Any) -> bool:
    """Whether numpy may be asked to make an array of it: what merely looks like a sequence may have no end,
    and what states the address of its memory may state a wrong one.
    """
    if type(value) in weakref.ProxyTypes:
        return False
    if isinstance(value, tuple | list):
        try:
            require_bounded(value, "")
        except LayerFault:
            return False
        return all(type(piece) is float or _gives_an_array(piece) for piece in pieces_of(value))
    return isinstance(value, _PLAIN) or hasattr(type(value), "__array__")


def _problem_of(value: Any) -> str:
    """Why one thing may not be looked at any further."""
    if type(value) in weakref.ProxyTypes:  # What it refers to is likely to be gone.
        return "a weak reference, expected what it refers to"
    if inspect.iscoroutine(value):
        value.close()  # Or Python warns of it when it is thrown away.
        return what_it_is(value)
    if isinstance(value, np.ndarray):
        # Ints of Python: a product of numpy's would overflow.
        size = int(np.ndarray.size.__get__(value))
        written = size * max(8, int(np.ndarray.itemsize.__get__(value)))
        strides = np.ndarray.strides.__get__(value)
        if written > (8 * SURELY_SMALL if 0 in strides else _BYTES):
            shape = np.ndarray.shape.__get__(value)
            return f"an array of shape {shape}, {written / 2**30:,.1f} GiB when it is written out"
        return ""
    if isinstance(value, tuple | list | Mapping | str | bytes):
        return ""
    kind = type(value)
    if hasattr(kind, "__len__") and hasattr(kind, "__getitem__") and not hasattr(kind, "__array__"):
        try:
            length = len(value)
        except BaseException as error:
            let_pass(error)
            return ""
        if length > _PIECES:
            return f"a {name_of(kind)} of length {length:,}"
    return ""
