"""A gradient that was clipped: right where it is small, and the same magnitude wherever it is large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.declared_differences import CLIPPED
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "diagnose", "if_meant"]

CODE = "ETH112"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Clip the derivative at the largest magnitude that backward states, and compare."""
    d = difference.derivative
    if d is None:
        return
    limit = float(np.max(np.abs(difference.backward)))
    clipped = np.clip(d, -limit, limit)
    several = np.count_nonzero(np.abs(d) > limit) > 1
    if limit > 0 and difference.is_backward(clipped):
        text = f"{difference.target} is clipped at {limit:.6g}; {if_meant((difference.name,))}"
        yield text if several else Perhaps(text)


def if_meant(names: Iterable[str]) -> str:
    """The line that declares gradients to be clipped.

    >>> if_meant(["X", "W"])
    'if that is meant, declare differs = { X = "clipped", W = "clipped" }'
    """
    declared = ", ".join(f'{name} = "{CLIPPED}"' for name in names)
    return f"if that is meant, declare differs = {{ {declared} }}"
