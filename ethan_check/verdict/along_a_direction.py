"""What one directional test saw, as evidence: the difference over each step, and what backward states."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ethan_check.numerics.derivative import METHOD_STEPS, METHODS
from ethan_check.result import Json
from ethan_check.verdict.probe import Probe

__all__ = ["along_a_direction"]


def along_a_direction(found: Probe) -> dict[str, Json]:
    """The derivative of `u . F` along v as backward states it and as differences have it, with the central
    difference over every step that was taken; nothing where no output could be used.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_check.verdict.probe import directional_test
    >>> from ethan_core.fn import Relu
    >>> subject, rng = Subject(Relu(), (np.array([-1.0, 2.0]),)), np.random.default_rng(0)
    >>> shown = along_a_direction(directional_test(subject, subject.values, rng, use_complex=False))
    >>> abs(shown["by_step"][0][1] - shown["derivative"]) < 1e-6, shown["methods"]
    (True, {'differences at 1/8 to 1/64': 2})
    """
    if found.comparison is None:
        return {}
    u, used = found.cotangent, found.cotangent != 0  # An output that could not be used may be anything.
    by_step = [
        [h, float(np.dot(u[used], central[used]))]
        for h, central in found.derivative.central_differences().items()
    ]
    methods = found.derivative.by_method()
    return {
        "backward": found.comparison.analytic,
        "derivative": found.comparison.numeric,
        "error_bar": found.comparison.tolerance,
        "by_step": by_step,
        "believed_steps": _believed_steps(methods),
        "methods": methods,
    }


def _believed_steps(methods: Iterable[str]) -> list[float]:
    """The steps that the believed value was made of; the complex step has none beside the others."""
    return [step for method in methods for step in METHOD_STEPS[METHODS.index(method)]]
