"""A function of each entry, whose slope is wrong: the right cotangents reach the right entries."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import SLOPE
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH107"

PRECEDENCE = SLOPE


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Every entry feeds one output, and according to backward the same one, but by another number."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any():
        return
    support = found.feeds | found.says
    if np.any(np.count_nonzero(support, axis=1) > 1):
        return
    both = found.wrong & found.feeds & found.says
    wrong = int(np.count_nonzero(both))
    if 2 * wrong < np.count_nonzero(found.wrong) or 2 * wrong < np.count_nonzero(found.feeds):
        return
    outputs = int(np.count_nonzero(found.wrong.any(axis=0)))
    text = (
        f"{difference.target} has the right cotangents in the right entries, and multiplies them by wrong "
        "slopes: the formula of the derivative of each entry is wrong"
    )
    yield weighed(text, 2.0 * (wrong - 1) if outputs > 1 else 0.0)
