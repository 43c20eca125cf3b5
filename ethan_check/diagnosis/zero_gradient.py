"""A gradient that is zero although the output moves, or not zero although it stays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import DESCRIPTION
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongEntry, WrongGradient

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH207"

PRECEDENCE = DESCRIPTION


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Exactly the wrong entries are zero, or should be; where all of it is zero, the headline says so."""
    target, name, entries = difference.target, difference.name, difference.entries
    if difference.derivative is None:
        return
    if not np.any(difference.backward):
        yield f"{target} is all zeros: it is not computed, or a mask or a zero leaves nothing of it"
        yield Perhaps(f"{target} is zero in entries of {name} on which the output depends")
    elif entries and all(entry.backward == 0 for entry in entries):
        yield f"{target} is zero in entries of {name} on which the output depends"
    elif entries and all(_is_owed_nothing(entry) for entry in entries):
        yield f"{target} is not zero in entries of {name} on which the output does not depend"


def _is_owed_nothing(entry: WrongEntry) -> bool:
    """Whether the derivative is 0, and a number is stated: NaN is a mistake of another kind."""
    return abs(entry.derivative) <= entry.bar and bool(np.isfinite(entry.backward))
