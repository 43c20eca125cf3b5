"""What an axis is called: by its number, and from the end, as arrays of other ranks have it."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["axis_in_words"]


def axis_in_words(axis: int, rank: int) -> Iterator[str]:
    """The names of an axis of an array with so many axes.

    >>> list(axis_in_words(2, 3)), list(axis_in_words(0, 3))
    (['axis 2', 'the last axis'], ['axis 0'])
    """
    yield f"axis {axis}"
    if axis == rank - 1:
        yield "the last axis"
    elif rank > 2 and axis == rank - 2:
        yield "the axis before the last"
