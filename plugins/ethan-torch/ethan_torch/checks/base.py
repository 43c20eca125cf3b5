"""What the checks of this plugin begin with."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_check import Check, DoesNotApply, Finding, Subject
from ethan_check.numerics.tolerances.equality import SAME_ANSWER

if TYPE_CHECKING:
    from ethan_torch.asking import Asked

__all__ = ["about", "asked", "same"]

SAME_UNITS = 4.0
"""By how many units in the last place answers may differ that should be one: another kernel takes sums in
another order, and rounds once more.

Unit: units in the last place, of the largest entry. Fixed by: tests/test_low_precision.py.
"""


def asked(subject: Subject, rng: np.random.Generator, *, gradients: bool = True) -> Asked:
    """A subject that is a program of torch's, after one forward.

    Args:
        gradients: whether the question is about gradients.

    Raises:
        DoesNotApply: it is none; or it is one of complex numbers, or no output requires a gradient.
    """
    if "ethan_torch.layer" not in sys.modules:
        raise DoesNotApply("it is no program of torch's")
    from ethan_torch.asking import Asked, is_program

    if not is_program(subject):
        raise DoesNotApply("it is no program of torch's, or one of complex numbers")
    found = Asked(subject, rng)
    if gradients and not any(output.requires_grad for output in found.run.outputs):
        raise DoesNotApply("no output requires a gradient")
    return found


def same(subject: Subject) -> float:
    """Up to which relative difference two answers are one: some units of a precision that is coarse."""
    return max(SAME_ANSWER, SAME_UNITS * subject.precision.unit if subject.precision is not None else 0.0)


def about(
    check: Check,
    subject: Subject,
    problem: str = "",
    target: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> Iterator[Finding]:
    """One finding: a failure where there is a problem, which is told with the case that shows it."""
    message = f"{subject.name}: {problem}\n  case that shows it: {subject.describe()}" if problem else ""
    yield Finding(
        check=check.name,
        verdict="fail" if problem else "pass",
        target=target,
        message=message,
        evidence=dict(evidence or {}),
        case=subject.label,
    )
