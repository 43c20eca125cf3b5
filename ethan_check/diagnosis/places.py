"""Words for a part of an axis, and for a block of an array, that other sizes would share.

Of one case several fit: the last of three is also index 2, and all from index 2 on. The one that is meant is
the one that fits every case.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

import numpy as np

from ethan_check.diagnosis.axis_words import axis_in_words
from ethan_core.layer import Array

__all__ = ["block_in_words", "part_in_words"]

_BLOCKS = (2, 4, 8, 16, 32)
"""Widths in which code that is vectorised or unrolled by hand works."""

_MOST_WORDINGS = 80
"""Combinations of words for the axes of one block: more are not meant by anybody."""


def part_in_words(used: Array, length: int) -> Iterator[str]:
    """What a set of indices along an axis may be called.

    >>> list(part_in_words(np.array([2]), 3))
    ['last', 'index 2', 'from index 2 on', 'second half', 'past whole blocks of 2']
    """
    indices, least, most = {int(one) for one in used}, int(np.min(used)), int(np.max(used))
    if indices == {length - 1}:
        yield "last"
    if len(indices) == 1:
        yield "first" if least == 0 else f"index {least}"
    rest = set(range(length)) - indices
    if len(rest) == 1 and length > 2:
        (other,) = rest
        if other == length - 1:
            yield "all but the last"
        yield "all but the first" if other == 0 else f"all but index {other}"
    is_run = len(indices) == most - least + 1
    if is_run and most == length - 1 and least > 0:
        if least > 1:
            yield f"from index {least} on"
        if len(indices) > 1:
            yield f"last {len(indices)}"
        if least == length // 2 or least == (length + 1) // 2:
            yield "second half"
        yield from (
            f"past whole blocks of {one}" for one in _BLOCKS if one < length and least == length // one * one
        )
    if is_run and least == 0 and most < length - 1:
        if len(indices) > 1:
            yield f"before index {most + 1}"
        if len(indices) == length // 2 or len(indices) == (length + 1) // 2:
            yield "first half"
    if length > 2 and indices == {0, length - 1}:
        yield "first and last"
    if length > 3 and rest == {0, length - 1}:
        yield "all but the first and the last"
    if length > 3 and not is_run and indices in (set(range(0, length, 2)), set(range(1, length, 2))):
        yield f"every second, from {'the first' if 0 in indices else 'index 1'} on"


def block_in_words(mask: Array, known: Array | None = None) -> Iterator[str]:
    """What a block of an array may be called; nothing where the mask is no block, or all that is `known`.

    >>> next(block_in_words(np.array([[False, False], [True, True]])))
    'the last along axis 0'
    """
    known = np.ones(mask.shape, dtype=bool) if known is None else known
    if not mask.ndim or not mask.any():
        return
    used = [np.unique(places) for places in np.nonzero(mask)]
    block = np.zeros(mask.shape, dtype=bool)
    block[np.ix_(*used)] = True
    if not np.array_equal(block & known, mask & known):
        return
    parts = []
    for axis, (one, length) in enumerate(zip(used, mask.shape, strict=True)):
        if len(one) < length:
            named = list(axis_in_words(axis, mask.ndim))
            parts.append(
                [f"the {words} along {name}" for words in part_in_words(one, length) for name in named]
            )
        elif length == 1:  # The only one is also the last, and the first.
            named = list(axis_in_words(axis, mask.ndim))
            parts.append(["", *(f"the {one} along {name}" for one in ("last", "first") for name in named)])
    for chosen in islice(product(*parts), _MOST_WORDINGS):
        if any(chosen):
            yield _grammatical(" and ".join(filter(None, chosen)))
    if np.count_nonzero(mask & known) == 1 and mask.ndim > 1:  # In an array of any rank.
        yield from (f"the {word} entry" for word, place in (("first", 0), ("last", -1)) if mask.flat[place])


def _grammatical(words: str) -> str:
    for wrong, right in (
        ("the index", "index"),
        ("the all", "all"),
        ("the from", "all from"),
        ("the before", "all before"),
        ("the past", "what is past"),
        ("the every", "every"),
    ):
        words = words.replace(wrong, right)
    return words
