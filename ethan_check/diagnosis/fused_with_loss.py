"""The gradient of a loss together with the softmax or the sigmoid before it, stated for the loss alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.ratio import ratio
from ethan_check.numerics.tolerances.explanations import RECOMPUTED, SAME_FACTOR
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH413"

PRECEDENCE = MECHANISM

_BITS = 3.0
"""What one number that agrees proves: it is one of many that would not.

Unit: bits. Fixed by: benchmarks/naming.py."""


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Every entry was compared, and there is more than one."""
    return difference.derivative is not None and difference.backward.size > 1


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Compare the gradient with prediction - target: of a cross entropy that is the derivative by what goes
    into the softmax before it.
    """
    g, values, u = difference.backward, difference.values, difference.cotangent
    targets = [name for name in subject.input_names if subject.is_constant(name)]
    if (
        values is None
        or u is None
        or not subject.is_loss
        or len(targets) != 1
        or ratio(difference) is not None
    ):
        return
    prediction, target = values[difference.name], values[targets[0]]
    if (
        prediction.shape != target.shape
        or not g.ndim
        or difference.name == targets[0]
        or not np.all(np.isfinite(g))
    ):
        return
    if u.size not in (1, len(g)):
        return
    off = (np.asarray(prediction, np.float64) - target) * u.reshape(-1, *(1,) * (g.ndim - 1))
    largest = float(np.max(np.abs(off), initial=0.0))
    c = float(np.sum(g * off)) / (float(np.sum(off * off)) or 1.0)
    is_usual = any(abs(c * n - 1) < SAME_FACTOR for n in (1, subject.batch, off.size))
    if is_usual and np.all(np.abs(g - c * off) <= RECOMPUTED * largest):
        yield weighed(
            f"{difference.target} is {difference.name} - {targets[0]}: that is the derivative by what goes "
            f"into a softmax or a sigmoid, where {difference.name} comes out of it",
            _BITS * (np.count_nonzero(off) - 1),
        )
