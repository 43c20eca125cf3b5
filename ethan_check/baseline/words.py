"""What is said of a layer beside its baseline: its state and what matters, then numbers, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ethan_check.baseline.compare import Comparison
from ethan_check.baseline.difference import Difference
from ethan_check.baseline.store_error import one_line

__all__ = ["HEADINGS", "as_lines", "cells", "headline", "meaning", "number_pair"]

HEADINGS = ("", "baseline", "now", "ratio", "allowance", "where")

_MOST_LINES = 5
"""So many numbers a person reads."""

_MOST_DIGITS = 17
"""A float64 is told from every other by so many."""

_FEW = 4
"""Digits of a number that is not compared in its last ones."""

_SMALL_SHARE = 0.01
"""A change below this reads better as a share than as a factor of 1.000000001."""

_DECLARED = ("contract changed", "convention changed", "cases changed")


def headline(comparison: Comparison) -> str:
    """One line: the layer, its state, and the worst of what differs.

    >>> worst = Difference("cost", "costlier", "bytes of one forward and backward", 96, 288)
    >>> headline(Comparison("square.v1", (worst,)))
    'square.v1: costlier: 3 times the bytes of one forward and backward'
    """
    if not comparison.differences:
        return f"{comparison.layer}: {comparison.state}"
    worst = comparison.differences[0]
    return one_line(f"{comparison.layer}: {comparison.state}: {_what(worst)}")


def as_lines(comparison: Comparison, gradient: str = "") -> list[str]:
    """The headline, what it means for the gradient, and a table of the worst numbers.

    Args:
        gradient: what the gradient check of this run came to; empty where that is not known.
    """
    lines = [headline(comparison)]
    lines += [f"  {line}" for line in meaning(comparison, gradient)]
    shown = comparison.differences[:_MOST_LINES]
    rows = [HEADINGS, *map(cells, shown)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows if shown else ():
        padded = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        lines.append(f"  {'  '.join(padded)}".rstrip())
    more = len(comparison.differences) - len(shown)
    lines += [f"  and {more} more"] if more else []
    if comparison.state in ("cheaper", "costlier") and comparison.time is not None:
        lines.append(f"  took {comparison.time:.2g} times as long, which is not judged")
    return [one_line(line) for line in lines]


def cells(difference: Difference) -> tuple[str, ...]:
    """What a table has of a difference: what, baseline, now, ratio, allowance, where.

    >>> cells(Difference("cost", "costlier", "bytes", 96, 288))
    ('bytes', '96', '288', '3', 'none', '')
    """
    before, now = number_pair(difference.before, difference.now)
    ratio = "" if difference.ratio is None else _number(difference.ratio)
    allowance = ""
    if isinstance(difference.before, int | float):
        allowance = "none" if difference.allowance is None else f"{difference.allowance:.1e}"
    return difference.what, before, now, ratio, allowance, difference.where


def number_pair(before: Any, now: Any) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ.

    >>> number_pair(0.5, 0.5000000005), number_pair(96, 288), number_pair("N", "N d")
    (('0.5', '0.5000000005'), ('96', '288'), ('N', 'N d'))
    """
    if not all(isinstance(one, float) for one in (before, now)):
        return str(before), str(now)
    for digits in range(_FEW, _MOST_DIGITS + 1):
        if f"{before:.{digits}g}" != f"{now:.{digits}g}":
            break
    shown = min(digits + 2, _MOST_DIGITS)
    return f"{before:.{shown}g}", f"{now:.{shown}g}"


def _what(worst: Difference) -> str:
    """What is to be said of a difference, in a few words."""
    if worst.kind == "accuracy":
        return f"{worst.what}, was {worst.before:.2g} and is {worst.now:.2g}"
    if worst.ratio is None:
        return f"{worst.what} was {worst.before}, and is {worst.now}"
    if worst.kind == "cost":
        return f"{_number(worst.ratio)} times the {worst.what}"
    if worst.kind == "declared":
        return f"{worst.what} is not what it was"
    share = abs(worst.ratio - 1) if worst.is_multiple else abs(worst.now - worst.before) / worst.size
    if worst.is_multiple and share > _SMALL_SHARE:
        return f"{worst.what} is {_number(worst.ratio)} times what it was"
    return f"{worst.what} changed by {share:.1g} of its size"


def meaning(comparison: Comparison, gradient: str) -> Iterator[str]:
    """What the change is, mathematically: the checks say whether a gradient is right, not the baseline."""
    state = comparison.state
    if state in _DECLARED:
        yield "the cases are others than those of the baseline, so no value was compared"
    if state not in ("changed", "less accurate") or not gradient:
        return
    if gradient != "pass":
        yield f"the mathematics does not pass any more (gradient: {gradient}): the change is a mistake"
        return
    moved = {one.what for one in comparison.differences if one.state in ("changed", "less accurate")}
    what = "backward is the derivative of the same forward, within its certificate"
    if "Y" in moved:
        what = "another forward, and backward is the derivative of that"
    yield f"the mathematics still passes: {what}"


def _number(value: float) -> str:
    """A ratio in as few digits as say it.

    >>> _number(3.0), _number(1.000000001), _number(0.3333333333333333)
    ('3', '1.000000001', '0.3333')
    """
    for digits in range(_FEW, _MOST_DIGITS + 1):
        if value == 1 or f"{value:.{digits}g}" != "1":
            return f"{value:.{digits}g}"
    return "1"
