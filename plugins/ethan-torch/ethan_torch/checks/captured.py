"""Captured tensors: whatever requires a gradient and decides what comes out is an input or a parameter.

A function may read a weight that it closes over, or call a module that stands beside it. Their gradients
are computed whenever it is used, and no check of the function's arguments says anything about them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check import Finding, Subject
from ethan_torch.checks.base import about, asked

__all__ = ["Captured"]


class Captured:
    """Looks for leaves of the graph that are neither inputs nor parameters."""

    name = "torch-captured"
    max_cases: int | None = 1
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding for each, or one that there is none.

        Raises:
            DoesNotApply: it is no program.
        """
        program = asked(subject, rng)
        from ethan_torch.captured import captured

        run = program.run
        function = getattr(subject.layer.program, "function", None)
        found = captured(run.outputs, run.leaves.values(), function)
        for name, tensor in found.items():
            text = (
                f"{subject.name}: {name} {tuple(tensor.shape)} is not judged: it requires a gradient, and "
                "the function reads it beside its arguments\n  make it an argument, or check the module that "
                "holds it; if it is not trained: .detach()"
            )
            yield Finding(
                check=self.name, verdict="inconclusive", target=name, message=text, case=subject.label
            )
        if not found:
            yield from about(self, subject)
