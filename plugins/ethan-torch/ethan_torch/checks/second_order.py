"""Second order: the gradient, taken as a function of inputs and cotangent, can be differentiated itself.

With `create_graph=True` autograd differentiates backward's own code. What that code gets from forward as a
plain number (an intermediate result on ctx, something computed by numpy) is taken for a constant, and the
second derivative is wrong without a word. A backward that cannot be differentiated says so with
`once_differentiable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_check.checks.gradient import CHECK as GRADIENT
from ethan_check.subject.execution.faults import LayerFault
from ethan_torch.checks.base import asked

__all__ = ["LARGEST", "SecondOrder"]

LARGEST = 4096
"""Entries up to which second derivatives are taken: beyond, the graph of a gradient takes more than a
second."""


HINT = """
  autograd takes what backward got from forward as a number for a constant; save inputs and outputs alone,
  or say that the rule can be differentiated once: @once_differentiable"""


class SecondOrder:
    """Judges the gradient program as the gradient check judges any program."""

    name = "torch-second-order"
    max_cases: int | None = 3

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield a finding for each array that a gradient depends on.

        Raises:
            DoesNotApply: it is no program, is too large, or says that it can be differentiated once only.
        """
        program = asked(subject, rng)
        entries = program.run.entries
        if entries > LARGEST:
            raise DoesNotApply(f"{entries} entries are too many for second derivatives, of {LARGEST} at most")
        from ethan_torch.gradient_program import gradient_subject

        try:
            second = gradient_subject(program)
            found = list(GRADIENT.run(second, rng))
        except LayerFault as fault:
            raise DoesNotApply(f"it cannot be differentiated twice, and says so: {fault}") from None
        for one in found:
            message = one.message.replace("dL_d", "the second derivative by ", 1)
            message = message.replace("the output depends", "the gradient depends")
            if one.verdict == "fail":
                message += HINT
            yield replace(one, check=self.name, message=message)
