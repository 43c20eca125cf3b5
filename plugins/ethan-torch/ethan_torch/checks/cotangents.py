"""Cotangents: the gradient depends on the numbers of the cotangent, not on how autograd hands them over.

`y.sum().backward()` hands over an expanded scalar, `torch.cat` a narrow part of a larger tensor, a
transpose one in Fortran order. A backward that calls `view`, walks memory or writes into its argument is
right for none of these, and gradient checks use contiguous ones. Where there are several outputs, those
that nobody used have no cotangent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ethan_check import Finding, Subject
from ethan_check.checks.equality import first_difference
from ethan_check.subject.execution.faults import LayerFault
from ethan_torch.checks.base import about, asked, same
from ethan_torch.checks.layouts import LAYOUTS

if TYPE_CHECKING:
    import torch

    from ethan_torch.asking import Asked

__all__ = ["Cotangents"]


class Cotangents:
    """Runs backward on the same cotangent in several layouts."""

    name = "torch-cotangents"
    max_cases: int | None = 3
    any_precision = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no program.
        """
        program = asked(subject, rng)
        usual = program.gradients(program.run, program.cotangents)
        written = _written(program)
        if written:
            problem = f"backward writes into the cotangent of output {written - 1}, which others still read"
            yield from about(self, subject, f"{problem}\n  clone it first", "the cotangent")
            return
        for words, layout in LAYOUTS.items():
            given = [layout(u) for u in program.cotangents]
            expected = usual
            if words.startswith("expanded"):
                expected = program.gradients(program.run, [u.contiguous() for u in given])
            problem, target = _difference(program, given, expected)
            if problem:
                yield from about(self, subject, f"{problem} for a cotangent that is {words}", target)
                return
        for left in range(len(program.run.outputs)) if len(program.run.outputs) > 1 else ():
            problem, target = _without(program, left)
            if problem:
                yield from about(self, subject, f"{problem} where nobody uses output {left}", target)
                return
        yield from about(self, subject)


def _written(program: Asked) -> int:
    """The number, from 1 on, of the first output whose cotangent backward writes into; 0 for none."""
    given = [u.clone() for u in program.cotangents]
    program.gradients(program.run, given)
    changed = (
        at
        for at, (u, before) in enumerate(zip(given, program.cotangents, strict=True), start=1)
        if not u.equal(before)
    )
    return next(changed, 0)


def _difference(
    program: Asked, given: list[torch.Tensor], expected: dict[str, np.ndarray]
) -> tuple[str, str]:
    """What is wrong with the gradients for some cotangents, and with which; empty where nothing is."""
    try:
        found = program.gradients(program.run, given)
    except LayerFault as fault:
        return str(fault), ""
    difference = first_difference(found, expected, same=same(program.subject))
    if difference is None:
        return "", ""
    name, distance = difference
    target = program.subject.targets[name]
    return f"{target} differs by {100 * distance:.3g}% of its size", target


def _without(program: Asked, left: int) -> tuple[str, str]:
    """The same where one output has no cotangent at all, which counts as zero."""
    import torch

    zero = [u if at != left else torch.zeros_like(u) for at, u in enumerate(program.cotangents)]
    expected = program.gradients(program.run, zero)
    outputs, kept = program.run.outputs, program.cotangents
    program.run = program.again()
    used = [at for at in range(len(outputs)) if at != left and outputs[at].requires_grad]
    if not used:
        return "", ""
    run = program.run.of_outputs(used)
    try:
        found = program.gradients(run, [kept[at] for at in used])
    except LayerFault as fault:
        return str(fault), ""
    difference = first_difference(found, expected, same=same(program.subject))
    if difference is None:
        return "", ""
    target = program.subject.targets[difference[0]]
    return f"{target} differs by {100 * difference[1]:.3g}% of its size", target
