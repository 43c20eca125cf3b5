"""An entry that feeds one output: a term of its derivative that is left out, added, or multiplied."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.features import arrays_beside
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import TERMS
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH203"

PRECEDENCE = TERMS


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Divide what is wrong by numbers that stand beside an entry; one quotient for all is an explanation."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any():
        return
    support = found.feeds | found.says
    if np.any(np.count_nonzero(support, axis=1) > 1):
        return
    rows = found.wrong.any(axis=1)
    residual, bars = found.residual.sum(axis=1)[rows], found.bars[rows].max(axis=1)
    terms = {"a constant": np.ones(len(residual))}
    for name, array in arrays_beside(found.shape, difference, subject).items():
        t = array.ravel()[rows]
        terms[f"a multiple of {name}"] = t
        terms[f"a multiple of {name} squared"] = t * t
        terms[f"a multiple of |{name}|"] = np.abs(t)
    for words, t in terms.items():
        if not np.all(np.isfinite(t)) or not np.any(t):
            continue
        c = float(np.sum(residual * t) / np.sum(t * t))
        if np.all(np.abs(residual - c * t) <= 2 * bars + SAME_FACTOR * np.abs(residual)):
            spread = len(np.unique(np.round(t, 12)))
            if words == "a constant":  # It is a factor as well, where the derivative is one.
                spread = len(np.unique(np.round(found.true.sum(axis=1)[rows], 9)))
            yield weighed(
                f"a term is wrong in {difference.target}: what it lacks, or has too much, is {words}",
                4.0 * (spread - 1),
            )
