"""A directional test in a trace: the point, the methods, and the parts of the tolerance."""

from __future__ import annotations

from typing import Any

import numpy as np

from ethan_check.trace import Tracer
from ethan_check.verdict.probe import Probe

__all__ = ["note_test"]

_MOST_NUMBERS = 6
"""A point or direction with more entries than this is named by its shape: nobody reads more."""


def note_test(tracer: Tracer, where: str, found: Probe) -> None:
    """Take down what one directional test saw; nothing where no trace is kept.

    Args:
        where: at which point, in words.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_check.verdict.probe import directional_test
    >>> from ethan_core.fn import Relu
    >>> subject, tracer = Subject(Relu(), (np.array([-1.0, 2.0]),)), Tracer()
    >>> note_test(tracer, "here", directional_test(subject, subject.values, np.random.default_rng(0)))
    >>> tracer.steps[0].what, tracer.steps[0].facts["methods"]
    ('directional test here: agrees', {'complex step': 2})
    """
    if not tracer:
        return
    answer = "agrees" if found.agrees else "disagrees"
    derivative, comparison = found.derivative, found.comparison
    facts: dict[str, Any] = {
        "point": {name: _numbers(found.values[name]) for name in found.directions},
        "scaling": found.scaling,
        "methods": derivative.by_method() | _left_out(found),
        "evaluations_of_forward": derivative.calls,
    }
    if derivative.noise is not None:
        # To the measurement, a kink is noise; at outputs that are left out it says nothing.
        facts["noise_of_forward"] = float(np.max(derivative.noise[derivative.usable], initial=0.0))
    if comparison is None:
        tracer.note(f"directional test {where}: no output can be used", **facts)
        return
    facts["backward"], facts["derivative"] = comparison.analytic, comparison.numeric
    facts["difference"], facts["tolerance"] = comparison.difference, comparison.tolerance
    facts["tolerance_from"] = {
        "error bars of the differences": comparison.error_bars,
        "rounding of the sums": comparison.rounding,
        "rounding of large outputs": comparison.cancellation,
        **({"rounding of backward, measured": comparison.backward} if comparison.backward else {}),
    }
    tracer.note(f"directional test {where}: {answer}", **facts)


def _left_out(found: Probe) -> dict[str, int]:
    """How many outputs could not be used, and why."""
    unusable = ~found.derivative.usable
    at_kinks = int(np.count_nonzero(unusable & found.derivative.kink))
    others = int(np.count_nonzero(unusable)) - at_kinks
    counts = {"left out, at a kink": at_kinks, "left out, no step converges": others}
    return {why: count for why, count in counts.items() if count}


def _numbers(array: np.ndarray[Any, Any]) -> Any:
    return array.tolist() if array.size <= _MOST_NUMBERS else f"of shape {array.shape}"
