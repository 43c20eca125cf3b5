"""A constant that is added to every entry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.numerics.tolerances.explanations import LEAST_ADDED, LEAST_VARIATION
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH208"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Say how much is added, if it is the same everywhere and the derivative is not."""
    g, d = difference.backward, difference.derivative
    if d is None or not np.all(np.isfinite(g)):
        return
    added = float(np.median(g - d))
    scale = float(np.max(np.abs(d)))
    differs = float(np.ptp(d)) > LEAST_VARIATION * scale > 0
    if abs(added) > LEAST_ADDED * scale and difference.is_backward(d + added):
        text = f"the same {added:.3g} is added to every entry of {difference.target}"
        yield text if differs else Perhaps(text)
