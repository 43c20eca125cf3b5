"""The right formula for other values of an array: a kernel that is flipped, a factor that is left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.along_directions import SEEN, explains
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.domain import as_float64
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH404"

PRECEDENCE = MECHANISM

_SOME_WAY = "the other way round: flipped, or with axes exchanged"
"""What is said where cases do not agree along which axes."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Put another array the other way round, or ones in its place, and differentiate forward there."""
    u, name = difference.cotangent, difference.name
    if u is None or difference.derivative is None:
        return
    off = np.max(np.abs(difference.backward - difference.derivative), initial=0.0)
    if not off > SEEN * np.max(np.abs(difference.derivative), initial=0.0):
        return
    values = dict(difference.values or as_float64(subject))
    for other_name, array in values.items():
        if other_name == name or array.dtype.kind != "f":
            continue
        has_ways = array.ndim > 1 or other_name in subject.parameters
        turned = _turned(array) if has_ways and name in subject.input_names else ()
        for words, other in (*turned, *_replaced(array)):
            if np.array_equal(other, array):
                continue
            if explains(difference, subject, {**values, other_name: other}, u):
                for one in words:
                    yield f"{difference.target} is computed with {other_name} {one}"
                return


def _replaced(array: Array) -> Iterator[tuple[list[str], Array]]:
    yield ["left out, as if it were all ones"], np.ones_like(array)
    yield ["replaced by its absolute value"], np.abs(array)


def _turned(parameter: Array) -> Iterator[tuple[list[str], Array]]:
    """A parameter the other way round, and how one says so: other cases may have it shorter along an axis."""
    axes = [axis for axis in range(parameter.ndim) if parameter.shape[axis] > 1]
    for count in range(1, len(axes) + 1):
        for chosen in combinations(axes, count):
            named = " and ".join(map(str, chosen))
            words = [f"flipped along ax{'i' if count == 1 else 'e'}s {named}"]
            for which, pair in (("last", (parameter.ndim - 2, parameter.ndim - 1)), ("first", (0, 1))):
                if list(chosen) == [one for one in axes if one in pair]:
                    words.append(f"flipped along its {which} two axes")
            words.append(_SOME_WAY)  # Other cases may have other axes longer than 1.
            yield words, np.flip(parameter, chosen)
    for one, two in combinations(axes, 2):
        if parameter.shape[one] == parameter.shape[two]:
            exchanged = "transposed" if parameter.ndim == 2 else f"with axes {one} and {two} exchanged"
            yield [exchanged, _SOME_WAY], np.swapaxes(parameter, one, two)
