"""The words for how far a run is, and for how long it will take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.engine.pace import Pace

__all__ = ["duration", "where_a_layer_is", "where_a_run_is"]


def duration(seconds: float) -> str:
    """A time that is known roughly, in the unit that people would use.

    >>> [duration(seconds) for seconds in (0.4, 48, 200, 9000)]
    ['1 s', '48 s', '3 min', '2.5 h']
    """
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def where_a_layer_is(pace: Pace) -> str:
    """Which case of which check it is at, and how long the layer will take."""
    if not pace.check:
        return f"{pace.layer}: is being read; {pace.a_call:.2g} s a call"
    case = f"case {min(pace.over + 1, pace.cases)} of {pace.cases}"
    return f"{pace.layer}: {pace.check}, {case}, {pace.a_case:.2g} s a case; about {duration(pace.left)} left"


def where_a_run_is(done: int, layers: int, left: float | None) -> str:
    """How many layers are done, and how long the others will take, where that is known.

    >>> where_a_run_is(3, 12, 200.0), where_a_run_is(0, 1, None)
    ('3 of 12 layers done, about 3 min left', '')
    """
    if layers < 2:
        return ""
    return f"{done} of {layers} layers done" + ("" if left is None else f", about {duration(left)} left")
