"""A factor of its own for each entry, or output: a scale of forward that is left out, or is used twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.axis_words import axis_in_words
from ethan_check.diagnosis.own_factors import factors_of_rows
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import FACTORS_APART
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose"]

CODE = "ETH106"

PRECEDENCE = FACTORS_APART

_BITS = 3.0
"""What one number that agrees proves, in bits: it is one of many that would not."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Divide what is stated by what is right, and look what the quotients depend on."""
    found = jacobians(difference, subject)
    if found is None or not found.is_linear or not found.wrong.any():
        return
    for of_output in (False, True):
        true, stated, bars = (
            array.T if of_output else array for array in (found.true, found.stated, found.bars)
        )
        factors = factors_of_rows(true, stated, bars)
        if factors is None:
            continue
        known = factors[np.isfinite(factors)]
        varies = np.ptp(known) > SAME_FACTOR * np.max(np.abs(known))
        what = "what each output contributes to" if of_output else "each entry of"
        text = f"{what} {difference.target} has a factor too much"
        shape = found.output_shape if of_output else found.shape
        for axis, spare in _axes(factors, shape):
            place = f" of {'the output' if of_output else difference.name}"
            for along in axis_in_words(axis, len(shape)):
                yield weighed(
                    f"{text}, another one for each index along {along}{place}", _BITS * spare * varies
                )
        spare = int(np.count_nonzero(np.abs(true) > bars)) - len(known)
        same = "in all entries" if of_output else "for all outputs"
        yield weighed(f"{text}, of its own, the same {same}", _BITS * spare * varies)


def _axes(factors: Array, shape: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Axes along which alone the factors change."""
    grid = factors.reshape(shape)
    for axis in range(len(shape)):
        others = tuple(other for other in range(len(shape)) if other != axis)
        with np.errstate(all="ignore"):
            known = np.isfinite(grid)
            low = np.min(np.where(known, grid, np.inf), axis=others)
            high = np.max(np.where(known, grid, -np.inf), axis=others)
        some = np.isfinite(low)
        if np.all(high[some] - low[some] <= SAME_FACTOR * np.maximum(np.abs(high[some]), np.abs(low[some]))):
            spare = int(np.count_nonzero(known) - np.count_nonzero(some))
            yield axis, spare
