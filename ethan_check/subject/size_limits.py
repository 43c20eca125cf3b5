"""How many cases of a large layer are looked at, so that it is judged in a fixed number of its own calls.

On small layers the price of a case is Python's; on large ones it is that of the arrays. A new case costs a
large layer as much as its first one did, and there the random direction through a million entries already
sees what many small cases see together. What else is done about large layers: a case is cut down for all
questions that its first rows answer (`cropping`), large arrays are worked on in pieces (`numerics.chunks`),
and what is made for one call is made in room that is used again (`buffer_pool`, `perturbed_line`).
"""

from __future__ import annotations

from collections.abc import Mapping

from ethan_check.numerics.tolerances.sizes import CHECKED_ENTRIES as _ENTRIES
from ethan_check.numerics.tolerances.sizes import LARGE as _LARGE
from ethan_core.layer import Array

__all__ = ["entries_of", "is_large", "max_cases"]


def entries_of(values: Mapping[str, Array]) -> int:
    """The number of entries of all arrays of a case."""
    return sum(array.size for array in values.values())


def max_cases(points: int, entries: int, *, is_structural: bool) -> int:
    """How many of some cases are looked at, if each has so many entries: two at least, or one where the
    check asks for structure, which one case shows as well as another.

    >>> max_cases(24, 1000, is_structural=False), max_cases(24, 10**6, is_structural=False)
    (24, 2)
    """
    if is_structural and is_large(entries):
        return min(points, 1)
    return min(points, max(2, _ENTRIES // max(entries, 1)))


def is_large(entries: int) -> bool:
    """Whether a case is too large to be kept for the next check, which had better draw it again."""
    return entries > _LARGE
