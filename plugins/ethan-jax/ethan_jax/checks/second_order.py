"""Second order: the gradient, taken as a function of inputs and cotangent, can be differentiated itself.

jax differentiates the code of a rule's backward. What that code has stopped, rounded, or got from outside
counts as a constant, and the second derivative is wrong without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_check.checks.gradient import CHECK as GRADIENT
from ethan_check.subject.execution.faults import LayerFault
from ethan_jax.checks.base import asked

__all__ = ["LARGEST", "SecondOrder"]

LARGEST = 4096
"""Entries up to which second derivatives are taken, as in ethan-torch."""

HINT = "\n  jax takes what backward stops, or gets from outside, for a constant"


class SecondOrder:
    """Judges the gradient as the gradient check judges any function.

    Args:
        of_all: whether functions are asked in which there is no rule but jax's own.
    """

    name = "jax-second-order"
    max_cases: int | None = 1

    def __init__(self, *, of_all: bool = False) -> None:
        self._of_all = of_all

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield a finding for each array that a gradient depends on.

        Raises:
            DoesNotApply: it is no function of jax's, is too large, or cannot be differentiated twice.
        """
        program = asked(subject, rng, of_all=self._of_all)
        if program.entries > LARGEST:
            raise DoesNotApply(
                f"{program.entries} entries are too many for second derivatives, of {LARGEST} at most"
            )
        from ethan_jax.other_modes import gradient_subject

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
            yield replace(one, check=self.name, target=f"{one.target} in second order", message=message)
