"""Cotangents: the gradient depends on the numbers of the cotangent, not on how autograd hands them over.

`y.sum().backward()` hands over an expanded scalar, `torch.cat` a narrow part of a larger tensor, a
transpose one in Fortran order. A backward that calls `view`, walks memory or writes into its argument is
right for none of these, and gradient checks use contiguous ones. Where there are several outputs, those
that nobody used have no cotangent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from ethan_check import Finding, Subject
from ethan_check.checks.equality import first_difference
from ethan_check.subject.execution.faults import LayerFault
from ethan_torch.checks.base import about, asked

if TYPE_CHECKING:
    import torch

    from ethan_torch.asking import Asked

__all__ = ["LAYOUTS", "Cotangents"]


class Cotangents:
    """Runs backward on the same cotangent in several layouts."""

    name = "torch-cotangents"
    max_cases: int | None = 3

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
    difference = first_difference(found, expected)
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
    difference = first_difference(found, expected)
    if difference is None:
        return "", ""
    target = program.subject.targets[difference[0]]
    return f"{target} differs by {100 * difference[1]:.3g}% of its size", target


def _narrow(u: torch.Tensor) -> torch.Tensor:
    import torch

    return torch.cat([u, u], -1)[..., u.shape[-1] :] if u.ndim else u


def _gaps(u: torch.Tensor) -> torch.Tensor:
    import torch

    return torch.stack([u, u], -1)[..., 0]


def _transposed(u: torch.Tensor) -> torch.Tensor:
    return u.mT.contiguous().mT if u.ndim > 1 else u


def _channels_last(u: torch.Tensor) -> torch.Tensor:
    import torch

    return u.contiguous(memory_format=torch.channels_last) if u.ndim == 4 else u


def _expanded(u: torch.Tensor) -> torch.Tensor:
    return u.new_full((), 0.75).expand(u.shape)


def _expanded_rows(u: torch.Tensor) -> torch.Tensor:
    return u[:1].expand(u.shape) if u.ndim and len(u) else u


LAYOUTS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "part of a larger one (as torch.cat hands it over)": _narrow,
    "strided with gaps (as a stack hands it over)": _gaps,
    "laid out as a transpose": _transposed,
    "in channels_last": _channels_last,
    "expanded from one number (as y.sum().backward() hands it over)": _expanded,
    "expanded from one row (as y.sum(0) hands it over)": _expanded_rows,
}
"""The layouts that autograd itself hands over, in words, and how a cotangent is given each of them."""
