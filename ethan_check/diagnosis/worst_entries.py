"""The entries that are off by most, as lines of a table: what backward says, what is right, how sure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongEntry, WrongGradient

__all__ = ["size_of_error", "table_of_entries", "worst_entries"]

_ENTRIES_SHOWN = 5
"""Lines of entries: enough to see a pattern, few enough to see the headline."""


def worst_entries(difference: WrongGradient) -> list[WrongEntry]:
    """A few of the wrong entries, the worst first.

    >>> entries = WrongEntry((0,), 1.0, 1.5, 1e-9), WrongEntry((1,), 2.0, 9.0, 1e-9)
    >>> [entry.index for entry in worst_entries(WrongGradient("X", "dL_dX", entries, np.ones(2), None, None))]
    [(1,), (0,)]
    """
    return sorted(difference.entries, key=size_of_error, reverse=True)[:_ENTRIES_SHOWN]


def size_of_error(entry: WrongEntry) -> float:
    """By how much an entry is off; infinite where a number is not finite.

    >>> size_of_error(WrongEntry((0,), 1.0, 1.5, 1e-9))
    0.5
    """
    size = abs(entry.backward - entry.derivative)
    return size if np.isfinite(size) else np.inf


def table_of_entries(subject: Subject, difference: WrongGradient) -> list[str]:
    """A head and a line for each; nothing where no single entry is wrong."""
    worst = worst_entries(difference)
    if not worst:
        return []
    places = [_place(difference.name, entry, subject) for entry in worst]
    width = max(len("worst entries"), *(len(place) + 2 for place in places)) + 2
    digits = _digits(worst)
    column = digits + 8
    head = f"  {'worst entries':<{width}}{'backward':>{column}}{'derivative':>{column}}{'error bar':>12}"
    return [head, *(_row(place, width, entry, digits) for place, entry in zip(places, worst, strict=True))]


def _place(name: str, entry: WrongEntry, subject: Subject) -> str:
    index, part = entry.index, ""
    if name in subject.pairs:
        *index, which = entry.index  # type: ignore[assignment]
        part = (".real", ".imag")[which]
    return (f"{name}[{','.join(map(str, index))}]" if index else name) + part


def _digits(entries: Sequence[WrongEntry]) -> int:
    """As many digits as show that the two numbers of every entry differ: eight, if they do."""
    alike = any(f"{entry.backward:.8g}" == f"{entry.derivative:.8g}" for entry in entries)
    return 16 if alike else 8


def _row(place: str, width: int, entry: WrongEntry, digits: int) -> str:
    # Adding 0 turns -0 into 0.
    numbers = (f"{number + 0.0:>{digits + 8}.{digits}g}" for number in (entry.backward, entry.derivative))
    return f"    {place:<{width - 2}}{''.join(numbers)}{entry.bar:>12.0e}"
