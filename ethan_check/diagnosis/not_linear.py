"""Backward is no linear function of the cotangent, as every VJP is, or does not go through it at all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import NOT_LINEAR
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH402"

PRECEDENCE = NOT_LINEAR


_LEAST = 1e-5
"""A smaller bend is the rounding of a narrower type.

Unit: relative. Fixed by: float32 rounds by 6e-8, and a few of those add up."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Compare the answer for a cotangent with the sum of those for its entries, and ask for that of 0."""
    found = jacobians(difference, subject)
    if found is None or difference.values is None:
        return
    text = f"{difference.target} is not linear in the cotangent, as every derivative is"
    if found.bend <= _LEAST:
        if np.all(np.count_nonzero(found.feeds, axis=1) <= 1):
            yield Perhaps(text)  # Of a single cotangent, the largest is the sum.
        return
    nothing = subject.pullback(difference.values, np.zeros(found.cotangent.size))[difference.name]
    if np.any(np.abs(nothing) > float(np.max(found.bars, initial=0.0, where=np.isfinite(found.bars)))):
        yield f"{difference.target} is not zero for a cotangent of zeros: a term leaves the cotangent out"
    else:
        yield text
