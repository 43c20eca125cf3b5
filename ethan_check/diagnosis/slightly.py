"""A small error everywhere: a constant of the formula that is rounded, an epsilon that is misplaced."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import DESCRIPTION
from ethan_check.diagnosis.stated_jacobian import jacobians_or_gradients
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH105"

PRECEDENCE = DESCRIPTION

_SLIGHT = 1e-2
"""How small an error is for a constant that is not exact to make it.

Unit: share of the largest entry of a gradient. Fixed by: benchmarks/naming.py. Tenfold: 0.1, which many
mistakes stay below now and then."""


_ROUNDED = 4e-7
"""What float32 rounds by, a few times over.

Unit: share of the largest entry. Fixed by: float32 rounds by 6e-8."""

_SEVERAL = 4
"""So many errors of one sign are no rounding.

Unit: entries. Fixed by: arithmetic: once in 8 by chance, and other cases are asked too."""


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Every entry was compared."""
    return difference.derivative is not None


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Every error is small beside the derivative that it is in."""
    found = jacobians_or_gradients(difference, subject)
    if found is None or not found.wrong.any():
        return
    largest = float(np.max(np.abs(found.true), initial=0.0))
    off = found.residual[found.wrong]
    of_one_sign = len(off) >= _SEVERAL and (np.all(off > 0) or np.all(off < 0))
    if np.max(np.abs(off)) <= _ROUNDED * largest:
        # What was rounded on its way is rough, and what is said of that comes first.
        yield weighed(
            f"{difference.target} is off by less than float32 rounds: an epsilon is not at the place where "
            "forward has it, or a constant or a buffer has no more digits than float32",
            float(len(off)),
        )
        if not of_one_sign:
            return
    if np.all(np.abs(found.residual) <= _SLIGHT * largest):
        wrong, feeding = np.count_nonzero(found.wrong), np.count_nonzero(found.feeds)
        text = (
            f"{difference.target} is slightly off: a constant or an epsilon of its formula is not forward's"
        )
        yield weighed(text, 2.0 * wrong if 2 * wrong >= feeding else 1.0)
