"""A term of what an array does to every output is wrong: a multiple of the output, or of an input."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.features import arrays_beside
from ethan_check.diagnosis.own_factors import factors_of_rows
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import TERMS
from ethan_check.diagnosis.stated_jacobian import Jacobians, can_tell, jacobians
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH215"

PRECEDENCE = TERMS

_ROUNDING = 1e-12
"""What rounding does to a multiple of a term.

Unit: share of the multiple. Fixed by: arithmetic: some thousand units in the last place."""

_BITS = 3.0
"""What one number that agrees proves: it is one of many that would not.

Unit: bits. Fixed by: benchmarks/naming.py."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Divide what is wrong, output by output, by numbers that stand beside the output: for each entry that
    feeds several outputs, one quotient for all of them is an explanation.
    """
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any() or not found.output_shape:
        return
    if np.any(found.says & ~found.feeds):
        return
    several = np.any(np.count_nonzero(found.feeds, axis=1) > 1)
    if several and factors_of_rows(found.true, found.stated, found.bars) is not None:
        return  # A factor for each entry: nothing is missing.
    for words, array in _terms(found.output_shape, difference, subject):
        spare = _spare(found, array.ravel())
        if spare is not None:
            yield weighed(
                f"a term is wrong in {difference.target}: what it lacks, or has too much, is for every "
                f"output a multiple of {words}",
                _BITS * spare,
            )


def _terms(
    shape: tuple[int, ...], difference: WrongGradient, subject: Subject
) -> Iterator[tuple[str, Array]]:
    arrays = arrays_beside(shape, difference, subject)
    output = arrays.pop("the output", None)
    if output is None and subject.output_shape == shape:
        output = np.asarray(subject.output, np.float64)
    if output is not None and np.all(np.isfinite(output)):
        yield "the output", output
        yield "the output squared", output**2
        yield (
            "the output times its logarithm",
            np.where(output, output * np.log(np.abs(output) + (output == 0)), 0),
        )
    for name, array in arrays.items():
        if name != difference.name and np.all(np.isfinite(array)):
            yield name, array
            yield f"{name} squared", array**2


def _spare(found: Jacobians, term: Array) -> int | None:
    """How many numbers agree beyond the one that each entry may choose; None if one does not."""
    spare, rows = 0, (found.residual, found.bars, found.wrong, found.feeds)
    for residual, bars, wrong, own in zip(*rows, strict=True):
        if not wrong.any():
            continue
        t = np.where(own, term, 0.0)
        over = float(np.dot(t, t))
        if not over or not np.all(np.isfinite(bars)):
            return None
        if np.count_nonzero(own) > 1 and np.ptp(term[own]) <= SAME_FACTOR * np.max(np.abs(term[own])):
            return None  # One number for all outputs tells it from no constant.
        c = float(np.dot(residual, t)) / over
        if np.any(np.abs(residual - c * t) > 2 * bars + _ROUNDING * abs(c)):
            return None
        spare += max(int(np.count_nonzero(wrong)) - 1, 0)
    return spare
