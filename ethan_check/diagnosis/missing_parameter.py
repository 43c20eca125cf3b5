"""A parameter, or another input, that forward multiplies by, and backward does not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.jacobian_entries import can_tell
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH108"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Take each parameter that fits the output out of the cotangent, and then once more into it."""
    jacobian, u = difference.jacobian, difference.cotangent
    if jacobian is None or u is None or isinstance(subject.output, tuple | list):
        return
    shape = np.shape(subject.output)
    u = u.reshape(shape)
    for name in subject.targets:
        p = np.asarray(subject.values[name])
        fits = p.ndim <= len(shape) and p.size > 1 and p.dtype.kind == "f"
        if name == difference.name or not fits or not _broadcasts(p.shape, shape) or not np.all(p):
            continue
        for words, other in ((f"the factor {name} is left out of", u / p), (f"{name} is twice in", u * p)):
            stated = (jacobian @ other.ravel()).reshape(difference.backward.shape)
            if not np.array_equal(other, u) and difference.is_backward(stated):
                yield f"{words} {difference.target}"
                return


def _broadcasts(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    return all(one in (1, other) for one, other in zip(small[::-1], large[::-1], strict=False))
