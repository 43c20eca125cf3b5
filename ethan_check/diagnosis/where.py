"""Where a Jacobian is wrong: which entries, which outputs, or which pairs of them, in words.

Every answer fits exactly: all that it describes is wrong, and nothing else. How much that proves is said in
bits: the logarithm of how many sets of wrong entries there could have been.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import lgamma, log
from typing import Any

import numpy as np

from ethan_check.diagnosis.features import features
from ethan_check.diagnosis.places import block_in_words
from ethan_check.diagnosis.stated_jacobian import Jacobians
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = [
    "Where",
    "bits_of",
    "outputs",
    "places_in",
    "regions",
    "some",
    "values_of_outputs",
    "whole_columns",
    "whole_rows",
]


_VARIED = 4
"""From so many entries on, all of them wrong, no value is blamed.

Unit: entries. Fixed by: benchmarks/naming.py: rows of zeros, where much is right by chance."""


@dataclass(frozen=True)
class Where:
    """Some of the pairs of an entry and an output.

    Args:
        words: such as `the last along axis 0`.
        bits: how much it proves that just these are wrong.
    """

    words: str
    bits: float


def bits_of(chosen: int | np.integer[Any], among: int | np.integer[Any]) -> float:
    """The logarithm, to base 2, of how many sets of a size there are.

    >>> round(bits_of(1, 8), 6)
    3.0
    """
    chosen, among = int(chosen), int(among)
    return max(0.0, (lgamma(among + 1) - lgamma(chosen + 1) - lgamma(among - chosen + 1)) / log(2))


def some(mask: Array, axis: int) -> Array:
    """Which lines of a mask have something in them."""
    found: Array = np.any(mask, axis=axis)
    return found


def whole_rows(found: Jacobians) -> Array | None:
    """The wrong entries, if everything that they feed is wrong, and none other."""
    return _whole(found.wrong, found.feeds | found.says)


def whole_columns(found: Jacobians) -> Array | None:
    """The wrong outputs, if everything that feeds them is wrong, and none other."""
    return _whole(found.wrong.T, (found.feeds | found.says).T)


def _whole(wrong: Array, support: Array) -> Array | None:
    lines = some(wrong, axis=1)
    whole = np.array_equal(wrong & support, support & lines[:, None]) and not np.any(wrong & ~support)
    return lines if whole else None


def outputs(found: Jacobians) -> Iterator[Where]:
    """Blocks of outputs that are wrong."""
    columns = whole_columns(found)
    if columns is not None and found.output_shape:
        known = some(found.feeds | found.says, axis=0).reshape(found.output_shape)
        yield from places_in(columns.reshape(found.output_shape), known, "of the output")


def places_in(mask: Array, known: Array, ending: str) -> Iterator[Where]:
    """The blocks that a mask may be said to be, where something is known."""
    bits = 0.0
    for axis in range(mask.ndim):
        others = tuple(other for other in range(mask.ndim) if other != axis)
        among = np.count_nonzero(known.any(axis=others))
        bits = max(bits, bits_of(np.count_nonzero((mask & known).any(axis=others)), among))
    for words in block_in_words(mask, known):
        yield Where(f"at {words} {ending}", bits)


def regions(found: Jacobians, difference: WrongGradient, subject: Subject) -> Iterator[Where]:
    """Values at which entries are wrong: above a threshold, negative, repeated."""
    whole = whole_rows(found)
    rows = some(found.wrong, axis=1) if whole is None else whole
    known = some(found.feeds | found.says, axis=1)
    yield from _separated(rows, known, features(found.shape, difference, subject))


def values_of_outputs(found: Jacobians, difference: WrongGradient, subject: Subject) -> Iterator[Where]:
    """Values at which outputs are."""
    columns = whole_columns(found)
    if columns is not None and found.output_shape:
        known = some(found.feeds | found.says, axis=0)
        yield from _separated(columns, known, features(found.output_shape, difference, subject))


def _separated(wrong: Array, known: Array, tried: Mapping[str, Array]) -> Iterator[Where]:
    bad, good = known & wrong, known & ~wrong
    if not bad.any():
        return
    bits = bits_of(np.count_nonzero(bad), np.count_nonzero(known)) - np.log2(2 * max(len(tried), 1))
    if not good.any() and np.count_nonzero(bad) >= _VARIED:
        return  # So many values differ in every way; what all of them share is no reason.
    for words, values in tried.items():
        flat = values.ravel()
        low, high = flat[bad], flat[good]
        if not (np.all(np.isfinite(low)) and np.all(np.isfinite(high))):
            continue
        # Without a right entry, whatever the wrong ones are like may be the reason.
        above, below = float(np.max(high, initial=-np.inf)), float(np.min(high, initial=np.inf))
        if np.min(low) > above:
            yield from (Where(how, bits) for how in _above(above, float(np.min(low)), words))
        if np.max(low) < below:
            yield from (Where(how, bits) for how in _below(float(np.max(low)), below, words))
        inside = (high > np.min(low)) & (high < np.max(low))
        if not inside.any() and above > np.max(low) and below < np.min(low) and "number of" not in words:
            yield Where(f"where {words} is between two thresholds", bits - np.log2(len(flat)))
        elif not good.any():
            yield Where(f"where {words} is between two thresholds", 0.0)
        if np.ptp(low) == 0 and not np.any(high == low[0]) and is_round(low[0]):
            yield Where(f"where {words} is {low[0] + 0.0:g}", bits)


def is_round(number: float) -> bool:
    """Whether a person would write it: what a draw hits is not."""
    return float(number) * 64 == round(float(number) * 64)


def _above(good: float, bad: float, words: str) -> Iterator[str]:
    if words.startswith("|"):
        yield f"where {words} is large"
    elif words.startswith("the number of"):
        yield f"where {words.removeprefix('the number of ')} is repeated"
    else:
        if good <= 0 <= bad:
            yield f"where {words} is positive"
        if bad > 0:
            yield f"where {words} is large"
        yield f"where {words} is above a threshold"


def _below(bad: float, good: float, words: str) -> Iterator[str]:
    if words.startswith("|"):
        if bad == 0:
            yield f"where {words.strip('|')} is 0"
        yield f"where {words} is small"
    elif words.startswith("the number of"):
        yield f"where {words.removeprefix('the number of ')} is not repeated"
    else:
        if bad <= 0 <= good:
            yield f"where {words} is negative"
        yield f"where {words} is below a threshold"
