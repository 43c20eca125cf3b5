"""Compilation: what is compiled gives what its operations give one by one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_jax.checks.base import about, asked, by_number, differing

__all__ = ["Compiled"]


class Compiled:
    """Compares the compiled gradient, which all other checks judge, with that of the program as written."""

    name = "jax-compiled"
    max_cases: int | None = 1

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no function of jax's, or cannot be compiled.
            LayerFault: it raised.
        """
        program = asked(subject, rng)
        if not program.calls.is_compiled:
            raise DoesNotApply("it looks at its numbers, and cannot be compiled")
        usual = program.gradients(program.arrays, program.cotangents)
        with program.running("backward"):
            outputs, back = program.calls.pullback(program.arrays)
            plain = program.by_name(back(program.cotangents))
        found = differing(self, program, by_number(outputs), by_number(program.differentiated()), WHEN, HINT)
        found = found or differing(self, program, plain, usual, WHEN, HINT)
        yield from found or about(self, subject)


WHEN = "not compiled"
HINT = "a rule that asks whether it is traced gives one gradient under jax.jit and another without it"
