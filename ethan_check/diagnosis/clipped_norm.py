"""Gradients that are scaled down together, so that their norm is at most a limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ethan_check.diagnosis.clipped import if_meant
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.ratio import ratio
from ethan_check.numerics.random_directions import cotangent
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR
from ethan_check.subject.domain import as_float64
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH113"

PRECEDENCE = MECHANISM

_LARGE = (1e3, 1e6)
"""Factors on a cotangent of size 1. Whatever limit somebody has set for a norm is passed by both."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Ask for much larger cotangents: what is clipped stays as it is."""
    r = ratio(difference)
    if r is None or not 0 < r < 1:
        return
    values = as_float64(subject)
    u = cotangent(np.size(subject.flat(values)), np.random.default_rng(0))
    try:
        first, second = (subject.pullback(values, factor * u) for factor in _LARGE)
    except LayerFault:
        return
    of_one = [_norm({difference.name: one[difference.name]}) for one in (first, second)]
    if not of_one[0] or abs(of_one[1] / of_one[0] - 1) > SAME_FACTOR:
        return
    of_all = [_norm(one) for one in (first, second)]
    together = len(first) > 1 and abs(of_all[1] / of_all[0] - 1) < SAME_FACTOR
    alone = [_norm({name: one}) for name, one in first.items()]
    if together and max(alone) < of_all[0] and np.ptp(alone) > SAME_FACTOR * of_all[0]:
        text = f"all gradients are scaled down together, to a norm of at most {of_all[0]:.6g}"
        yield f"{text}; {if_meant(subject.targets)}"
    else:
        text = f"{difference.target} is scaled down to a norm of at most {of_one[0]:.6g}"
        yield f"{text}; {if_meant((difference.name,))}"


def _norm(gradients: Mapping[str, Array]) -> float:
    return float(np.sqrt(sum(float(np.sum(np.square(one))) for one in gradients.values())))
