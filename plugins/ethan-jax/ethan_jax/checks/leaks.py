"""Leaks: what jax traces with is not kept.

While jax differentiates or compiles, the arguments are tracers: they stand for numbers that come later. A
function that keeps one in a global, in a cache or on an object works once; later calls raise, or read what
belonged to another call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_jax.checks.base import about, asked

__all__ = ["Leaks"]


class Leaks:
    """Traces the program and its gradient once, with jax's own search for tracers that are still there."""

    name = "jax-leaks"
    max_cases: int | None = 1

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no function of jax's, or cannot be traced.
            LayerFault: it raised.
        """
        program = asked(subject, rng, of_all=True)
        if not program.calls.is_compiled:
            raise DoesNotApply("it looks at its numbers, and is run and never traced")
        from ethan_jax.transformations import leaked

        with program.running("tracing"):
            kept = leaked(program.calls, program.arrays, program.cotangents)
        yield from about(self, subject, _told(kept) if kept else "")


def _told(text: str) -> str:
    """Where a tracer is kept, of what jax says of it.

    >>> print(_told("Leaked trace. <dict 1> is referred to by ops.KEPT"))
    it keeps a tracer in ops.KEPT, which belongs to no later call
      hand it from forward to backward among the residuals
    """
    places = re.findall(r"is referred to by ([\w.]*[A-Za-z_][\w.]*(?:\[[^\]]*\])?)$", text, re.MULTILINE)
    where = f" in {places[-1]}" if places else ""
    return (
        f"it keeps a tracer{where}, which belongs to no later call\n"
        "  hand it from forward to backward among the residuals"
    )
