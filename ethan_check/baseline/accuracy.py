"""Whether a layer is as accurate as it was.

By the error against the documented formula where there is one, in units in the last place, and else by the
measured rounding. Both are the worst or the typical of many roundings, and vary by a few times from one
library to another: as everywhere, two of them differ when ERROR_BARS of one are less than the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ethan_check.baseline.difference import Difference
from ethan_check.baseline.entry import LayerEntry
from ethan_check.numerics.tolerances.bars import ERROR_BARS
from ethan_check.numerics.tolerances.steps import EPSILON

__all__ = ["accuracy_differences", "accuracy_state"]

_ONE_PLACE = 1.0
"""No result is held to less than a unit in its last place."""


def accuracy_differences(before: LayerEntry, now: LayerEntry) -> Iterator[Difference]:
    """What is less accurate or more so, for each output and gradient that both entries know.

    >>> list(accuracy_differences(LayerEntry("a.v1", 0), LayerEntry("a.v1", 0)))
    []
    """
    old_ulps, new_ulps = _ulps(before), _ulps(now)
    documented = old_ulps.keys() & new_ulps.keys()
    for target in sorted(documented):
        what = f"error of {target}, in units in the last place"
        yield from _difference(target, what, old_ulps[target], new_ulps[target], _ONE_PLACE)
    old_rounding, new_rounding = _rounding(before), _rounding(now)
    for target in sorted((old_rounding.keys() & new_rounding.keys()) - documented):
        what = f"rounding of {target}, relative"
        yield from _difference(target, what, old_rounding[target], new_rounding[target], EPSILON)


def accuracy_state(old: float, new: float, least: float = _ONE_PLACE) -> str:
    """`less accurate`, `improved`, or nothing.

    >>> accuracy_state(0.5, 3e8), accuracy_state(3e8, 0.5), accuracy_state(0.5, 2.0)
    ('less accurate', 'improved', '')
    """
    if new > ERROR_BARS * max(old, least):
        return "less accurate"
    return "improved" if old > ERROR_BARS * max(new, least) else ""


def _difference(target: str, what: str, old: float, new: float, least: float) -> Iterator[Difference]:
    state = accuracy_state(old, new, least)
    if state:
        allowance, excess = ERROR_BARS * max(old, least), max(new, least) / max(old, least)
        yield Difference("accuracy", state, what, old, new, allowance, excess=excess, target=target)


def _ulps(entry: LayerEntry) -> Mapping[str, float]:
    return {target: ulps for check in entry.checks.values() for target, ulps in check.ulps.items()}


def _rounding(entry: LayerEntry) -> Mapping[str, float]:
    return {
        name: value.rounding
        for case in entry.cases.values()
        for name, value in case.values.items()
        if value.rounding is not None
    }
