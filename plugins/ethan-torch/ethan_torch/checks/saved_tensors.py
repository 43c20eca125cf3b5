"""Saved tensors: what forward was given and what it kept is left as it is.

A backward that writes into what it saved is right once: the next call on the same graph, or the layer that
shares the tensor, gets other numbers. A forward that writes into its input says so with `ctx.mark_dirty`;
otherwise autograd goes on as if nothing had happened, and whoever uses the input next is differentiated
wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check import Finding, Subject
from ethan_check.checks.equality import first_difference
from ethan_check.subject.execution.faults import LayerFault
from ethan_torch.checks.base import about, asked, same

__all__ = ["SavedTensors"]


class SavedTensors:
    """Runs backward twice on one graph, and looks at what went in."""

    name = "torch-saved-tensors"
    max_cases: int | None = 2
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no program.
        """
        program = asked(subject, rng)
        for name in program.run.overwritten():
            problem = f"forward writes into {name}, and autograd does not know\n  say ctx.mark_dirty({name})"
            yield from about(self, subject, problem, name)
            return
        before = program.run.numbers()
        first = program.gradients(program.run, program.cotangents)
        changed = program.run.changed_since(before)
        if changed:
            problem = f"backward writes into {changed[0]}, which it was given to read\n  clone it first"
            yield from about(self, subject, problem, changed[0])
            return
        try:
            second = program.gradients(program.run, program.cotangents)
        except LayerFault as fault:
            yield from about(self, subject, f"{fault}, when it runs again on the same graph")
            return
        difference = first_difference(second, first, same=same(subject))
        if difference is not None:
            target = subject.targets[difference[0]]
            problem = (
                f"{target} is another one when backward runs again on the same graph: it differs by "
                f"{100 * difference[1]:.3g}% of its size\n  what backward has saved must stay as it is"
            )
            yield from about(self, subject, problem, target)
            return
        yield from about(self, subject)
