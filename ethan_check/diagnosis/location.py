"""Where the wrong entries are: one row, one border, one corner."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.precedence import PLACE
from ethan_check.numerics.tolerances.explanations import LOCATED_SHARE
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH307"

PRECEDENCE = PLACE


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Write the place of the wrong entries as an index, if it is one that other sizes would share."""
    shape, entries = difference.backward.shape, difference.entries
    if not entries or difference.derivative is None or not shape:
        return  # A number has no places.
    wrong = np.zeros(shape, dtype=bool)
    wrong[tuple(np.transpose([entry.index for entry in entries]))] = True
    index, words = [], []
    for axis, length in enumerate(shape):
        used = np.unique(np.nonzero(wrong)[axis])
        place = used[0] if len(used) == 1 and length > 1 else None
        if place == length - 1:
            index.append(slice(-1, None))
            words.append("-1")
        elif place in (0, 1):
            index.append(slice(place, place + 1))
            words.append(str(place))
        else:
            index.append(slice(None))
            words.append(":")
    block = wrong[tuple(index)]
    if subject is not None and difference.name in subject.pairs:
        yield from _in_one_part(difference, words, block)
        return
    if set(words) != {":"} and np.count_nonzero(block) > LOCATED_SHARE * block.size:
        yield f"only {difference.name}[{', '.join(words)}] is wrong"


def _in_one_part(difference: WrongGradient, words: list[str], block: Array) -> Iterator[str]:
    """Of complex numbers, whether one of the two parts alone is wrong."""
    if words[-1] != ":" and np.count_nonzero(block) > LOCATED_SHARE * block.size:
        part = "real" if words[-1] == "0" else "imaginary"
        yield f"only the {part} part of {difference.target} is wrong"
