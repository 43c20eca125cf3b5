"""Residuals: what forward saves belongs to its own pullback, and stays what it is.

A pullback may be called later, after the function has run on other numbers, and it may be called more than
once. A rule that keeps something beside its residuals, or that changes them, is then wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check import Finding, Subject
from ethan_jax.checks.base import about, asked, differing

__all__ = ["Residuals"]


class Residuals:
    """Calls a pullback twice, after the function has been differentiated at other values. Nothing is
    compiled: compiled code keeps nothing.
    """

    name = "jax-residuals"
    max_cases: int | None = 1

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no function of jax's.
            LayerFault: it raised.
        """
        program = asked(subject, rng)
        calls, arrays, cotangents = program.calls, program.arrays, program.cotangents
        others = program.others()
        with program.running("backward"):
            usual = program.by_name(calls.pullback(arrays)[1](cotangents))
            _, back = calls.pullback(arrays)
            calls.pullback(others)
            first = program.by_name(back(cotangents))
            second = program.by_name(back(cotangents))
        found = differing(self, program, first, usual, "after another forward", HINT)
        found = found or differing(self, program, second, first, "when the same pullback runs again", HINT)
        yield from found or about(self, subject)


HINT = "what backward needs is handed on among the residuals, and nothing writes into these"
