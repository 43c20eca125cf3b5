"""One gradient that is stated for two arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.numerics.random_directions import cotangent
from ethan_check.subject.domain import as_float64
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH408"

PRECEDENCE = MECHANISM


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Look for the same numbers among the other gradients of a parameter."""
    if len(subject.targets) < 2 or not np.any(difference.backward):
        return
    values = as_float64(subject)
    u = cotangent(np.size(subject.flat(values)), np.random.default_rng(0))
    try:
        stated = subject.pullback(values, u)
    except LayerFault:
        return
    own = stated[difference.name]
    for name, other in stated.items():
        is_parameter = name in subject.parameters or difference.name in subject.parameters
        if name != difference.name and is_parameter and np.any(own) and np.array_equal(own, other):
            yield f"{difference.target} is the same as {subject.targets[name]}: one is stated for both"
            return
