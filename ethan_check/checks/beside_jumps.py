"""Beside a jump of backward: a stretch, however short, in which it is not the slope of forward."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ethan_check.checks.both_sides import BothSides
from ethan_check.numerics.jump_search import WrongWindow, bisect_jump, wrong_window
from ethan_check.numerics.kink_search import Crossing
from ethan_check.numerics.noise import consists_of
from ethan_check.numerics.tolerances.kinks import JUMP_REACH, MOST_JUMPS, SAME_PLACE
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_core.layer import Array

__all__ = ["wrong_beside_jumps"]


def wrong_beside_jumps(both: BothSides, places: Iterable[Crossing]) -> WrongWindow | None:
    """A stretch of a line, beside a jump of backward, in which it is not the slope of forward.

    Args:
        both: forward and backward along the line.
        places: where on the line forward has kinks and backward bends.
    """
    nearest = _apart(sorted({t for _, t in places}, key=abs))[:MOST_JUMPS]
    # 0.7 of the way is no short binary number, as 0 and the places themselves may be.
    unit = _unit([both.output(t) for t in (0.0, *(t + 0.7 * JUMP_REACH for t in nearest))])
    for t in nearest:
        if _window_beside(both, t, unit) is None:
            continue
        found = _window_beside(both.alone(), t, unit)
        if found is not None:
            return found
    return None


def _window_beside(both: BothSides, t: float, unit: float) -> WrongWindow | None:
    try:
        jump = bisect_jump(both.stated, t - JUMP_REACH, t + JUMP_REACH, both.ahead)
        return None if jump is None else wrong_window(both.value, both.stated, *jump, unit, both.ahead)
    except (LayerFault, BadGradient):
        return None


def _apart(distances: Iterable[float]) -> list[float]:
    """Of distances that are the same place only the first: forward and backward mostly branch together."""
    kept: list[float] = []
    for t in distances:
        if all(abs(t - other) > SAME_PLACE for other in kept):
            kept.append(t)
    return kept


def _unit(outputs: Iterable[Array]) -> float:
    """The last place of the type that outputs have, or that all their numbers are of."""
    seen = np.concatenate(list(outputs))
    for dtype in (np.float16, np.float32):
        if seen.dtype == dtype or consists_of(dtype, seen):
            return float(np.finfo(dtype).eps)
    return EPSILON
