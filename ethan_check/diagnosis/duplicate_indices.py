"""Ids that occur more than once, of which one contribution counts: `dW[ids] += g` drops the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.jacobian_entries import can_tell
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.numerics.random_directions import direction
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH210"

PRECEDENCE = MECHANISM

_TEXT = (
    "{target} counts an id that is repeated in {ids} once: "
    "all its occurrences must be added up (numpy.add.at)"
)

_AGREES = 1e-7
"""How near both sides have to be along a random direction.

Unit: relative. Fixed by: differences are good to 1e-9 on ordinary cases."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Count only the last, or only the first, occurrence of every id."""
    jacobian, u = difference.jacobian, difference.cotangent
    if jacobian is None or u is None or isinstance(subject.output, tuple | list):
        return
    shape = np.shape(subject.output)
    for name in subject.input_names:
        ids = subject.values[name]
        if ids.dtype.kind not in "iu" or shape[: ids.ndim] != ids.shape:
            continue
        for counted in (_is_last(ids.ravel()), _is_last(ids.ravel()[::-1])[::-1]):
            mask = counted.reshape(ids.shape + (1,) * (len(shape) - ids.ndim))
            stated = (jacobian @ (u.reshape(shape) * mask).ravel()).reshape(difference.backward.shape)
            if not counted.all() and difference.is_backward(stated):
                yield _TEXT.format(target=difference.target, ids=name)
                return
    yield from _of_tables(difference, subject, u)


def _of_tables(difference: WrongGradient, subject: Subject, u: Array) -> Iterator[str]:
    """Of a parameter whose rows ids choose: give all occurrences of an id but the last a copy of its row.

    The output stays, and the derivative by the row is what the last occurrence contributes.
    """
    name, values = difference.name, dict(difference.values or subject.values)
    table = values[name]
    if name not in subject.parameters or not table.ndim:
        return
    for other in subject.input_names:
        ids = values[other]
        if ids.dtype.kind not in "iu" or not ids.size or np.min(ids) < 0 or np.max(ids) >= len(table):
            continue
        last = _is_last(ids.ravel()).reshape(ids.shape)
        if last.all():
            continue
        apart = {name: np.concatenate([table, table]), other: np.where(last, ids, ids + len(table))}
        v = direction(table, np.random.default_rng(0))
        try:
            moved = differentiate(subject, values | apart, {name: np.concatenate([v, 0.0 * v])})
        except LayerFault:
            continue
        products = difference.backward * v
        if not moved.usable.all() or moved.value.size != u.size:
            continue
        off = abs(float(np.dot(u, moved.value)) - float(np.sum(products)))
        if off <= _AGREES * float(np.sum(np.abs(products))):
            yield _TEXT.format(target=difference.target, ids=other)
            return


def _is_last(ids: Array) -> Array:
    return np.array([number not in ids[place + 1 :] for place, number in enumerate(ids)], dtype=bool)
