"""Forward mode: the derivative that `jax.jvp` gives is that of the function, as the gradient is.

A `custom_jvp` rule is its own forward mode. Where reverse mode is no transpose of it (`linear_call`, a solver
with a transposed solve of its own), each is a piece of code that may be wrong alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_check.checks.gradient import CHECK as GRADIENT
from ethan_check.subject.execution.faults import LayerFault
from ethan_jax.checks.base import asked

__all__ = ["LARGEST", "ForwardMode"]

LARGEST = 4096
"""Entries up to which every column of the Jacobian is taken, one push for each entry of an input."""


class ForwardMode:
    """Judges the columns of the Jacobian as the gradient check judges the gradient.

    Args:
        of_all: whether functions are asked in which there is no rule but jax's own.
    """

    name = "jax-forward-mode"
    max_cases: int | None = 1

    def __init__(self, *, of_all: bool = False) -> None:
        self._of_all = of_all

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield a finding for each array that the output depends on.

        Raises:
            DoesNotApply: it is no function of jax's, is too large, or has no forward mode, as every
                `custom_vjp`.
        """
        program = asked(subject, rng, of_all=self._of_all)
        if program.entries > LARGEST:
            raise DoesNotApply(f"{program.entries} entries are too many to push, of {LARGEST} at most")
        from ethan_jax.other_modes import forward_subject

        try:
            pushed = forward_subject(program)
            found = list(GRADIENT.run(pushed, rng))
        except LayerFault as fault:
            raise DoesNotApply(f"there is no forward mode: {fault}") from None
        for one in found:
            message = one.message.replace("dL_d", "forward mode: the derivative by ", 1)
            yield replace(one, check=self.name, target=f"{one.target} in forward mode", message=message)
