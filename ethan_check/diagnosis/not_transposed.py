"""A linear map of the cotangent that is forward's own, where its transpose belongs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH411"

PRECEDENCE = MECHANISM

_BITS = 3.0
"""What one number that agrees proves: it is one of many that would not.

Unit: bits. Fixed by: benchmarks/naming.py."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Compare the Jacobian that backward states with that of forward the other way round."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or found.shape != found.output_shape:
        return
    turned, bars = found.true.T, np.maximum(found.bars, found.bars.T)
    if np.all(np.abs(found.stated - turned) <= 2 * bars):
        bits = _BITS * (np.count_nonzero(found.wrong) - 1)
        yield weighed(
            f"{difference.target} is what forward's derivative makes of the cotangent, not its transpose: a "
            "matrix, a kernel or a shift is not turned round on the way back",
            bits,
        )
