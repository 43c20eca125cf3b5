"""A gradient of complex numbers by the other convention: its conjugate, as JAX has it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.subject.subject import Subject
from ethan_check.verdict.probe import directional_test
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH409"

PRECEDENCE = MECHANISM

_DIRECTIONS = 2
"""Along so many the conjugate must agree: along one a wrong gradient might, by chance."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Whether everything agrees once cotangents and gradients are conjugated, and what declares that."""
    if not subject.is_complex:
        return
    other, rng = subject.conjugated(), np.random.default_rng(0)
    tests = [directional_test(other, subject.values, rng) for _ in range(_DIRECTIONS)]
    if all(test.decided and test.agrees for test in tests):
        yield (
            f"{difference.target} is the conjugate of steepest ascent, as JAX has it; "
            'if that is meant, declare so: complex="conjugate"'
        )
