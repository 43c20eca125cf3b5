"""Linearity: a VJP is linear in the cotangent.

For fixed inputs, backward is `u -> J^T u`. So backward(0) is 0, and backward(a u + b w) is
a backward(u) + b backward(w), exactly up to rounding: no step, no truncation. Large and negative factors
find clipping, thresholds and absolute values that a typical cotangent never meets.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.checks.base import finding
from ethan_check.checks.equality import first_difference
from ethan_check.numerics.random_directions import cotangent
from ethan_check.numerics.tolerances.values import LINEAR_FACTORS
from ethan_check.result import Finding
from ethan_check.subject.declared_differences import CLIPPED
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.subject import Subject

__all__ = ["CHECK", "Linearity"]

_A, _B = LINEAR_FACTORS


class Linearity:
    """Compares backward of a combination with the combination of backwards."""

    name = "linearity"
    code = "ETH003"
    max_cases: int | None = 2
    exempts = (CLIPPED,)

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding for zero and one for the combination."""
        size = flatten(subject.output).size
        values = subject.values
        at_zero = subject.pullback(values, np.zeros(size))
        for name, gradient in at_zero.items():
            if not np.any(gradient):
                continue
            # Infinity times 0 is no statement about linearity; the gradient check asks about infinity.
            gradient = gradient[np.isfinite(gradient)]
            if np.any(gradient):
                target = subject.targets[name]
                worst = float(np.max(np.abs(gradient)))
                message = f"{target} is not 0 for a cotangent of 0: its largest entry is {worst:.3g}"
                yield finding(self, subject, "fail", target, message, {"largest_entry": worst})
                return
        answer, w = subject.own_answer, cotangent(size, rng)
        u, of_u = answer.cotangent, subject.derivatives(answer.reported)
        combined = {name: _A * gradient for name, gradient in of_u.items()}
        for name, gradient in subject.pullback(values, w).items():
            combined[name] += _B * gradient
        together = subject.pullback(values, _A * u + _B * w)
        for name, gradient in combined.items():
            finite = np.isfinite(gradient)
            if not finite.all():
                together[name] = np.where(finite, together[name], gradient)
        different = first_difference(together, combined)
        if different is not None:
            name, distance = different
            target = subject.targets[name]
            message = (
                f"{target} is not linear in the cotangent: backward({_A:g} u + {_B:g} w) differs from "
                f"{_A:g} backward(u) + {_B:g} backward(w) by {100 * distance:.3g}% of its size"
            )
            yield finding(self, subject, "fail", target, message, {"relative_difference": distance})
            return
        yield finding(self, subject, "pass", "", "backward is linear in the cotangent and 0 for 0")


CHECK = Linearity()
