"""A factor that all entries of a case share, and that no size or number of the layer is known to be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import SOME_FACTOR
from ethan_check.diagnosis.ratio import ratio
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH103"

PRECEDENCE = SOME_FACTOR


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Say that there is one; of a single entry anything is a multiple."""
    d, r = difference.derivative, ratio(difference)
    if d is None or not np.any(d):
        return
    text = (
        f"{difference.target} is a multiple of the derivative, by a factor that is another one in another "
        "case: a division by a length, a count or a scale is missing, or is one too many"
    )
    if r is not None and abs(r - 1) > SAME_FACTOR and np.count_nonzero(d) > 1:
        yield text
    elif np.count_nonzero(d) == 1 and np.array_equal(d != 0, difference.backward != 0):
        yield Perhaps(text)
