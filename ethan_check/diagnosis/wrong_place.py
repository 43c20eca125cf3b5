"""Entries that are wrong by where they stand: the last row, a border, what is left past whole blocks."""

from __future__ import annotations

from collections.abc import Iterator

from ethan_check.diagnosis.how import in_what_way
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import PARTIAL
from ethan_check.diagnosis.stated_jacobian import jacobians_or_gradients
from ethan_check.diagnosis.where import places_in, some, whole_rows
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH301"

PRECEDENCE = PARTIAL


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Every entry was compared."""
    return difference.derivative is not None


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Say where the wrong entries stand, if all that stands there is wrong and nothing else."""
    found = jacobians_or_gradients(difference, subject)
    if found is None or not found.shape or not found.wrong.any():
        return
    whole = whole_rows(found)
    rows = some(found.wrong, axis=1) if whole is None else whole
    known = some(found.feeds | found.says, axis=1)
    for how in in_what_way(found) if whole is not None else ("is wrong",):
        for where in places_in(
            rows.reshape(found.shape), known.reshape(found.shape), f"of {difference.name}"
        ):
            yield weighed(f"{difference.target} {how} {where.words}, and right elsewhere", where.bits)
