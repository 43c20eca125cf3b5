"""Some of the contributions that an entry is the sum of are left out, and the others are right."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import LOST
from ethan_check.diagnosis.ratio import ratio
from ethan_check.diagnosis.stated_jacobian import Jacobians, can_tell, jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH201"

PRECEDENCE = LOST


_PART = 2.0
"""What a number proves that lies between 0 and the right one: one in four does by chance.

Unit: bits. Fixed by: arithmetic."""


_LOST = 1e-2
"""A smaller part that is lost is a constant that is slightly off.

Unit: share of each number. Fixed by: benchmarks/naming.py; it is what ETH105 calls slight. Tenfold: 0.1,
which a rounded constant stays below."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """All that is wrong is stated as zero; or all of it should be zero."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any():
        return
    right = np.count_nonzero(found.feeds & ~found.wrong)
    bits = 2.0 * np.count_nonzero(found.wrong) if right else 0.0
    if not np.any(found.says & found.wrong):
        sums = np.any(np.count_nonzero(found.feeds, axis=1) > 1)
        if not sums:
            text = f"{difference.target} leaves out the derivative in some of its entries; the rest is right"
            yield weighed(text, bits)
        # Where each entry feeds one output, what is left out is all of it: other cases tell.
        text = f"{difference.target} leaves out some of what outputs contribute to it; the rest is right"
        yield weighed(text, bits if sums else 0.0)
    elif not np.any(found.feeds & found.wrong):
        yield weighed(
            f"{difference.target} also counts outputs that do not depend on the entry; the rest is right",
            bits,
        )
    elif ratio(difference) is None and _are_parts(found):
        text = (
            f"{difference.target} leaves out some of what comes back to it: what is there is a part of what "
            "belongs there, and nothing is too large"
        )
        yield weighed(text, _PART * np.count_nonzero(found.wrong))
    if _one_or_the_other(found.feeds & found.wrong, found.says & found.wrong):
        is_both = np.any(found.says & found.wrong) and np.any(found.feeds & found.wrong)
        yield weighed(
            f"{difference.target} counts other outputs in place of the right ones: an index or mask is wrong",
            bits if is_both else 0.0,  # In a small case the others may be outside of it.
        )


def _are_parts(found: Jacobians) -> bool:
    """Whether all that is wrong lies between 0 and what is right."""
    stated, true, bars = (one[found.wrong] for one in (found.stated, found.true, found.bars))
    is_less = np.abs(stated) <= (1 - _LOST) * np.abs(true)
    return bool(np.all(is_less) and np.all(stated * np.sign(true) >= -bars))


def _one_or_the_other(owed: np.ndarray, stated: np.ndarray) -> bool:
    return not np.any(owed & stated)
