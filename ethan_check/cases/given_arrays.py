"""Arrays that were given have to be what their contract says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ethan_check.cases.structures import is_shown
from ethan_core.contract import Contract
from ethan_core.domain import Integers, Interval
from ethan_core.errors import ArgumentError
from ethan_core.layer import Array

__all__ = ["require_as_declared"]


def require_as_declared(inputs: Sequence[Any], contract: Contract | None) -> None:
    """Refuse arrays that lie outside their own domain, or lack a structure that they are declared to have.

    Raises:
        ArgumentError: one does.

    >>> contract = Contract(inputs=("p",), domain={"p": "probability"})
    >>> require_as_declared((np.array([0.5, 0.25]),), contract)
    """
    if contract is None or len(contract.inputs) != len(inputs):
        return
    for name, given in zip(contract.inputs, inputs, strict=True):
        array = np.asarray(given)
        if array.dtype.kind not in "fiu":
            continue
        if name in contract.domain:
            _require_inside(name, array, contract.domain[name])
        if name in contract.integers:
            _require_below(name, array, contract.integers[name])
        word = contract.structures.get(name)
        if word is not None and not is_shown(word, array):
            raise ArgumentError(
                f"{name} is declared {word!r}, and what was given for it, {array.shape}, is not"
            )


def _require_inside(name: str, array: Array, interval: Interval) -> None:
    low, high = (np.less, np.greater) if not interval.open else (np.less_equal, np.greater_equal)
    outside = low(array, interval.low) | high(array, interval.high)
    if outside.any():
        ends = f"{interval.low:g} to {interval.high:g}" + (", ends excluded" if interval.open else "")
        raise ArgumentError(f"{name}{_first(outside, array)} is given, outside its own domain from {ends}")


def _require_below(name: str, array: Array, bound: Integers) -> None:
    if array.dtype.kind not in "iu":
        raise ArgumentError(f"{name} is declared to hold integers, and was given {array.dtype} numbers")
    if isinstance(bound.below, int):
        outside = (array < 0) | (array >= bound.below)
        if outside.any():
            raise ArgumentError(
                f"{name}{_first(outside, array)} is given, not an integer from 0 to {bound.below - 1}"
            )


def _first(wrong: Array, array: Array) -> str:
    """The first entry that is wrong, `[0,2] = 3`."""
    place = np.argwhere(wrong)[0]
    index = f"[{','.join(map(str, place))}]" if place.size else ""
    return f"{index} = {array[tuple(place)]:g}"
