"""Replaced: code leaves the functions alone that others judge it with.

Who replaces `torch.allclose`, `torch.autograd.grad` or a clock decides how its own test comes out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check import Finding, Subject
from ethan_torch.checks.base import about, asked

__all__ = ["Replaced"]


class Replaced:
    """Looks at what the boundary has put back."""

    name = "torch-replaced"
    max_cases: int | None = 1
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no program.
        """
        program = asked(subject, rng, gradients=False)
        if any(output.requires_grad for output in program.run.outputs):
            program.gradients(program.run, program.cotangents)
        names = ", ".join(sorted(subject.layer.program.replaced))
        problem = f"it replaces {names}, which others judge it with; all are as they were" if names else ""
        yield from about(self, subject, problem)
