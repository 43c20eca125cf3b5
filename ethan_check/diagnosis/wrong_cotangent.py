"""The right formula for another cotangent: flipped, averaged, cut short, made positive, or ignored.

The comparison of every entry with differences yields the whole Jacobian, so what backward would be for
any other cotangent is known exactly.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.axis_words import axis_in_words
from ethan_check.diagnosis.jacobian_entries import can_tell
from ethan_check.diagnosis.perhaps import SURE, weighed
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH401"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Try what is often done to a cotangent by mistake."""
    jacobian, u = difference.jacobian, difference.cotangent
    if jacobian is None or u is None or isinstance(subject.output, tuple | list):
        return
    # Where every entry feeds one output alone, a part of the cotangent is but a part of the entries.
    sums = bool(np.any(np.count_nonzero(jacobian, axis=1) > 1))
    u = u.reshape(np.shape(subject.output))
    for bits, tried in ((SURE, _others(u)), (SURE if sums else 0.0, _parts(u))):
        for words, other in tried:
            stated = (jacobian @ other.ravel()).reshape(difference.backward.shape)
            if not np.array_equal(other, u) and difference.is_backward(stated):
                known = bits if np.any(other) else 0.0  # Of a cotangent of one entry nothing is left.
                yield weighed(f"{difference.target} is computed as if the cotangent were {words}", known)


def _others(u: Array) -> Iterator[tuple[str, Array]]:
    yield "replaced by its absolute value", np.abs(u)
    yield "all ones", np.ones_like(u)
    for axis, length in enumerate(u.shape):
        if length < 2:
            continue
        for along in axis_in_words(axis, u.ndim):
            for words, other in _along(u, axis):
                yield f"{words} along {along}", other
        for words, other in _along(u, axis):
            yield f"{words} along one of its axes", other
    if u.size > 1:
        yield "replaced by its mean", np.full_like(u, u.mean())
        yield "replaced by its sum", np.full_like(u, u.sum())
    if u.ndim == 2:
        yield "transposed", u.T.reshape(u.shape)


def _along(u: Array, axis: int) -> Iterator[tuple[str, Array]]:
    mean = u.mean(axis=axis, keepdims=True)
    yield "replaced by its mean", np.broadcast_to(mean, u.shape)
    yield "replaced by its sum", np.broadcast_to(mean * u.shape[axis], u.shape)
    for word, place in (("first", 0), ("last", -1)):
        one = np.take(u, [place], axis=axis)
        yield f"replaced by its {word} entry", np.broadcast_to(one, u.shape)
    yield "sorted", np.sort(u, axis=axis)
    yield "flipped", np.flip(u, axis)
    yield "shifted", np.roll(u, 1, axis)
    yield "shifted", np.roll(u, -1, axis)


def _parts(u: Array) -> Iterator[tuple[str, Array]]:
    for axis, length in enumerate(u.shape):
        for words, place in (("last", -1), ("first", 0)):
            only = np.zeros_like(u)
            index: list[slice | int] = [slice(None)] * u.ndim
            index[axis] = place
            only[tuple(index)] = u[tuple(index)]
            if length > 1:
                yield f"nothing but its {words} entry along axis {axis}", only
            yield f"without its {words} entry along axis {axis}", u - only
