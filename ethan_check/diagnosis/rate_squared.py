"""A learning rate that is applied twice: once to the gradient, and again in the update."""

from __future__ import annotations

from collections.abc import Iterator

from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.ratio import ratio
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR
from ethan_check.subject.conventions.fused_update import PROBE_RATE, FusedUpdate
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH111"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Say so of a gradient that is the derivative times the rate by which the update was probed."""
    r = ratio(difference)
    if r is not None and isinstance(subject.adapter, FusedUpdate) and abs(r / PROBE_RATE - 1) < SAME_FACTOR:
        yield f"the learning rate is applied to {difference.target} twice"
