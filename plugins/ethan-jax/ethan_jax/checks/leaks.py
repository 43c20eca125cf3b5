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
        place = kept_in(kept)
        problem = f"it keeps a tracer in {place}, which belongs to no later call\n  {HINT}" if place else ""
        yield from about(self, subject, problem)


HINT = "hand it from forward to backward among the residuals"


def kept_in(text: str) -> str:
    """Where a tracer is kept, of what jax says of it: the name of a module and what it has in it.

    Nothing where the chain of references ends elsewhere: of functions that close over a tracer, as the body
    of a loop in a rule does, jax itself keeps some until it has compiled, and counts them as leaks.

    >>> kept_in("Leaked trace.\\n<dict 2> is referred to by ops.KEPT\\n")
    'ops.KEPT'
    >>> kept_in("Leaked trace.\\n<list 2> is referred to by <Jaxpr 3>")
    ''
    """
    places = re.findall(r"is referred to by ([A-Za-z_]\w*(?:\.\w+)+)\S*$", text, re.MULTILINE)
    own = [place for place in places if place.partition(".")[0] not in ("jax", "jaxlib")]
    return own[0] if own else ""
