"""vmap: a batch of gradients is the gradients of the batch.

A rule for vmap (`custom_vmap`), a callback, or a kernel that takes the batch axis for one of its own is right
alone and wrong under `jax.vmap`, which per-sample gradients, ensembles and `jax.hessian` use.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_check.subject.execution.faults import LayerFault
from ethan_jax.checks.base import about, asked, by_number, differing

__all__ = ["Vmap"]


class Vmap:
    """Maps the pullback over two sets of values, and over cotangents alone."""

    name = "jax-vmap"
    max_cases: int | None = 1

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no function of jax's, or cannot be mapped.
            LayerFault: it raised.
        """
        program = asked(subject, rng)
        from ethan_jax.transformations import mapped

        own, others = program.arrays, program.others()
        us = program.cotangents
        more = [-0.5 * u for u in us]
        usual = program.gradients(own, us)
        for arrays, when in ((others, "under vmap"), (own, "under vmap over cotangents alone")):
            second = program.gradients(arrays, more)
            try:
                with program.running("vmap"):
                    pairs = mapped(program.calls, (own, arrays), (us, more))
            except LayerFault as fault:
                raise DoesNotApply(f"it cannot be mapped: {fault}") from None
            outputs = (program.differentiated(own), program.differentiated(arrays))
            for (y, found), y_alone, alone in zip(pairs, outputs, (usual, second), strict=True):
                problem = differing(self, program, by_number(y), by_number(y_alone), when)
                problem = problem or differing(self, program, program.by_name(found), alone, when)
                if problem:
                    yield from problem
                    return
        yield from about(self, subject)
