"""Entries that are wrong by their values: negative ones, large ones, repeated ones, those at a threshold."""

from __future__ import annotations

from collections.abc import Iterator

from ethan_check.diagnosis.how import in_what_way
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import PARTIAL
from ethan_check.diagnosis.stated_jacobian import jacobians_or_gradients
from ethan_check.diagnosis.where import regions, whole_rows
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH302"

PRECEDENCE = PARTIAL


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Every entry was compared."""
    return difference.derivative is not None


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Say at which values the wrong entries stand, if all such values are wrong and nothing else."""
    found = jacobians_or_gradients(difference, subject)
    if found is None or not found.shape or not found.wrong.any():
        return
    for how in in_what_way(found) if whole_rows(found) is not None else ("is wrong",):
        for where in regions(found, difference, subject):
            yield weighed(f"{difference.target} {how} {where.words}, and right elsewhere", where.bits)
