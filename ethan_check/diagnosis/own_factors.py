"""A factor that another array of the case is: a scale or an input that is left out, or is used twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.features import arrays_beside
from ethan_check.diagnosis.perhaps import weighed
from ethan_check.diagnosis.precedence import FACTORS
from ethan_check.diagnosis.ratio import in_words, is_simple
from ethan_check.diagnosis.stated_jacobian import can_tell, jacobians
from ethan_check.numerics.tolerances.explanations import SAME_FACTOR
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "can_tell", "diagnose", "factors_of_rows"]

CODE = "ETH104"

PRECEDENCE = FACTORS

_POWERS = {
    1.0: "{}",
    -1.0: "1/{}",
    2.0: "{} squared",
    -2.0: "1/{} squared",
    0.5: "the root of {}",
    -0.5: "1/the root of {}",
}

_BITS = 3.0
"""What one number that agrees proves, in bits: it is one of many that would not."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Divide what is stated by what is right, row by row and then column by column."""
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
        shape = found.output_shape if of_output else found.shape
        what = "what each output contributes to" if of_output else "each entry of"
        text = f"{what} {difference.target} has a factor too much"
        beside = arrays_beside(shape, difference, subject)
        with np.errstate(over="ignore"):
            beside |= {f"exp({name})": np.exp(beside[name]) for name in subject.input_names if name in beside}
        for words, fit in _arrays(factors, beside):
            yield weighed(f"{text}{words}", _BITS * fit)


def factors_of_rows(true: Array, stated: Array, bars: Array) -> Array | None:
    """The factor of every row, NaN where the derivative is 0; None if a row has no factor."""
    square = np.sum(true * true, axis=1)
    feeds = np.any(np.abs(true) > bars, axis=1)
    with np.errstate(all="ignore"):
        factors = np.where(feeds, np.sum(true * stated, axis=1) / square, np.nan)
    shown = np.where(feeds, factors, 0.0)[:, None]
    if (
        not feeds.any()
        or np.any(factors[feeds] == 0)
        or not np.all(np.abs(stated - shown * true) <= (1 + np.abs(shown)) * bars)
    ):
        return None
    return factors


def _arrays(factors: Array, arrays: dict[str, Array]) -> Iterator[tuple[str, int]]:
    known = np.isfinite(factors) & (factors != 0)
    if not known.any() or not np.array_equal(known, np.isfinite(factors)):
        return
    for name, array in arrays.items():
        t = array.ravel()[known]
        if not np.all(np.isfinite(t)) or np.any(t == 0):
            continue
        for power, words in _POWERS.items():
            values = t**power if power in (1.0, -1.0, 2.0, -2.0) else np.abs(t) ** power
            constant = factors[known] / values
            c = float(np.median(constant))
            if np.all(np.abs(constant - c) <= SAME_FACTOR * abs(c)):
                times = "" if abs(c - 1) < SAME_FACTOR else f"{in_words(c)} times "
                told = len(np.unique(t)) - 1
                yield f", {times}{words.format(name)}", told or (0 if times or is_simple(float(t[0])) else 1)
