"""What a layer costs beside what it did: calls, and the memory of its arrays. Both repeat exactly."""

from __future__ import annotations

from collections.abc import Iterator

from ethan_check.baseline.difference import Difference
from ethan_check.baseline.entry import LayerEntry
from ethan_check.numerics.tolerances.baselines import NUMPY_BYTES

__all__ = ["BYTES", "cost_differences", "memory_allowance"]

BYTES = "bytes of one forward and backward"
"""What the memory of a layer is called."""


def cost_differences(before: LayerEntry, now: LayerEntry) -> Iterator[Difference]:
    """What is costlier or cheaper, for each check and case that both entries know.

    >>> list(cost_differences(LayerEntry("a.v1", 0), LayerEntry("a.v1", 0)))
    []
    """
    for name in sorted(before.checks.keys() & now.checks.keys()):
        old, new = before.checks[name], now.checks[name]
        if old.verdict != new.verdict:
            continue  # A check that fails goes on to look for a smaller case.
        for which in ("forward", "backward"):
            what = f"calls of {which} by the check {name}"
            yield from _cost(what, getattr(old, which), getattr(new, which))
    for key in sorted(before.cases.keys() & now.cases.keys()):
        was, is_now = before.cases[key].memory, now.cases[key].memory
        if was is not None and is_now is not None:
            where = f"case {key.partition(' ')[0]}: {before.cases[key].label}"
            yield from _cost(BYTES, was, is_now, where, memory_allowance(before, now))


def memory_allowance(before: LayerEntry, now: LayerEntry) -> int:
    """By how many bytes the memory of the same layer may differ: by none under one version of numpy.

    >>> memory_allowance(LayerEntry("a.v1", 0), LayerEntry("a.v1", 0))
    0
    """
    return 0 if before.written.get("numpy") == now.written.get("numpy") else NUMPY_BYTES


def _cost(what: str, old: int, new: int, where: str = "", allowance: int = 0) -> Iterator[Difference]:
    if abs(new - old) > allowance:
        excess = max(new, 1) / max(old, 1)
        yield Difference("cost", "costlier" if new > old else "cheaper", what, old, new, None, where, excess)
