"""Ids that occur more than once, of which one contribution counts: `dW[ids] += g` drops the others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.jacobian_entries import can_tell
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH210"

PRECEDENCE = MECHANISM


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
                yield (
                    f"{difference.target} counts an id that is repeated in {name} once: all its "
                    "occurrences must be added up (numpy.add.at)"
                )
                return


def _is_last(ids: Array) -> Array:
    return np.array([number not in ids[place + 1 :] for place, number in enumerate(ids)], dtype=bool)
