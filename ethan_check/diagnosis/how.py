"""How the wrong numbers of a Jacobian are wrong: left out, not owed, off by a factor, or just wrong."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.ratio import factor_in_words, is_simple
from ethan_check.diagnosis.stated_jacobian import Jacobians
from ethan_check.numerics.tolerances.explanations import ZERO_FACTOR

__all__ = ["in_what_way"]

_TINY = float(np.finfo(np.float64).tiny)
"""In place of 0, to divide by."""


def in_what_way(found: Jacobians) -> Iterator[str]:
    """What can be said of all that is wrong, the most telling first; `is wrong` can always be said."""
    wrong = found.wrong
    if not np.any(found.says & wrong):
        yield "is zero"
    elif not np.any(found.feeds & wrong):
        yield "is not zero, as it should be,"
    else:
        true, stated, bars = (array[wrong] for array in (found.true, found.stated, found.bars))
        r = float(np.sum(true * stated) / max(float(np.sum(true * true)), _TINY))
        same = np.all(np.abs(stated - r * true) <= (1 + abs(r)) * bars)
        if same and abs(r) > ZERO_FACTOR and (len(true) > 1 or is_simple(r)):
            yield f"is {factor_in_words(r)}"
    yield "is wrong"
