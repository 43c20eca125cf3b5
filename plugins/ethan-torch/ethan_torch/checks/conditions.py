"""Conditions: the answer depends on the arguments alone.

Not on the seed, where nothing is drawn; not on whether gradients are wanted; and not on who calls. Code that
was selected for passing a test may look at any of these and take a short cut where nobody looks: a seed that
tests are known to set, a checker among the callers or the imported modules, a grad mode that timing runs use.
So each is changed, and the answer must stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ethan_check import Finding, Subject
from ethan_check.checks.equality import first_difference, relative_distance
from ethan_check.subject.execution.faults import LayerFault
from ethan_torch.checks.base import about, asked, same

if TYPE_CHECKING:
    from ethan_torch.asking import Asked
    from ethan_torch.run import Run

__all__ = ["Conditions"]

SEEDS = (2**40, 2**62)
"""Between which a seed is drawn that no list of usual ones holds."""


class Conditions:
    """Runs the program with another seed, without gradients, and where no checker is to be seen."""

    name = "torch-conditions"
    max_cases: int | None = 1
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no program.
        """
        program = asked(subject, rng)
        from ethan_torch.callers import unwatched, without_gradients

        usual = program.gradients(program.run, program.cotangents)
        none: dict[str, np.ndarray] = {}  # Where nobody wants gradients, outputs alone are compared.
        seed = int(rng.integers(*SEEDS))
        ways = {
            "where no checker is among the callers": (program.again(caller=unwatched), usual),
            "under torch.no_grad": (program.again(caller=without_gradients), none),
            "where no tensor requires a gradient": (program.again(()), none),
        }
        if not program.run.drew:
            words = "with another seed of torch's generators, though it draws nothing"
            ways[words] = (program.again(seed=seed), usual)
        for words, (run, expected) in ways.items():
            problem, target = _difference(program, run, expected)
            if problem:
                text = f"{problem} {words}\n  the answer may depend on the arguments alone"
                yield from about(self, subject, text, target)
                return
        yield from about(self, subject)


def _difference(program: Asked, run: Run, usual: dict[str, np.ndarray]) -> tuple[str, str]:
    """What is another in a run than in the usual one, and of which array; empty where nothing is."""
    from ethan_torch.tensors import as_array

    for at, (ours, theirs) in enumerate(zip(run.outputs, program.run.outputs, strict=True)):
        apart = relative_distance(as_array(ours), as_array(theirs), same=same(program.subject))
        if apart is not None:
            name = "Y" if len(run.outputs) == 1 else f"Y{at}"
            return f"{name} differs by {100 * apart:.3g}% of its size", name
    if not usual:
        return "", ""
    try:
        found = program.gradients(run, program.cotangents)
    except LayerFault as fault:
        return str(fault), ""
    difference = first_difference(found, usual, same=same(program.subject))
    if difference is None:
        return "", ""
    target = program.subject.targets[difference[0]]
    return f"{target} differs by {100 * difference[1]:.3g}% of its size", target
