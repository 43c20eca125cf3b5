"""Subsets: a gradient does not depend on which other tensors require one.

Autograd tells backward in `ctx.needs_input_grad` which gradients are wanted, so as to save work. A backward
that reads it at the wrong place gives the right gradients when all are wanted, as every gradient check
wants them, and wrong ones in a network in which some layers are frozen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from ethan_check import Finding, Subject
from ethan_check.checks.equality import first_difference
from ethan_check.subject.execution.faults import LayerFault
from ethan_torch.checks.base import about, asked, same

__all__ = ["Subsets"]

ALL_SUBSETS = 4
"""Arrays up to which every subset is tried, 14 of them; of more, each one and each pair, wanted and left
out."""


class Subsets:
    """Runs the program with every subset of its tensors requiring a gradient."""

    name = "torch-subsets"
    max_cases: int | None = 2
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no program, or only one of its arrays is owed a gradient.
        """
        program = asked(subject, rng)
        usual = program.gradients(program.run, program.cotangents)
        for wanted in subsets(list(usual)):
            where = f"where only {' and '.join(wanted)} require{'s' * (len(wanted) == 1)} a gradient"
            try:
                run = program.again(wanted)
                found = program.gradients(run, program.cotangents)
            except LayerFault as fault:
                yield from about(self, subject, f"{fault}, {where}")
                return
            difference = first_difference(found, {name: usual[name] for name in found}, same=same(subject))
            if difference is not None:
                name, distance = difference
                target = subject.targets[name]
                problem = f"{target} is another one {where}: it differs by {100 * distance:.3g}% of its size"
                if not np.any(found[name]):
                    problem = f"{target} is zero {where}"
                hint = "\n  ctx.needs_input_grad has one flag for each input of forward, in their order"
                yield from about(self, subject, problem + hint, target, {"relative_difference": distance})
                return
        yield from about(self, subject)


def subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Those that are tried: all but the empty and the whole one, if they are few.

    >>> list(subsets(["x", "w"]))
    [('x',), ('w',)]
    >>> len(list(subsets("abcd"))), len(list(subsets("abcdef")))
    (14, 42)
    """
    sizes = range(1, len(names))
    if len(names) > ALL_SUBSETS:
        sizes = sorted({1, 2, len(names) - 2, len(names) - 1})  # type: ignore[assignment]
    for size in sizes:
        yield from combinations(names, size)
