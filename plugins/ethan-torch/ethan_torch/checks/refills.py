"""Refills: results are worked out anew from the numbers that are there.

A training loop writes new numbers into the buffer that held the old ones. Results that are remembered by
shape, by address, by object or by a few of the entries are then those of the old numbers. So a buffer is
refilled; and the inner entries are moved while the corners and the sum of all stay. Where the output then
stays as it is to the last bit, though backward says at both ends that it moves, it is not worked out anew;
and the gradient there is judged as the gradient check judges any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ethan_check import Finding, Subject
from ethan_check.checks.equality import relative_distance
from ethan_check.checks.gradient import CHECK as GRADIENT
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_torch.checks.base import about, asked, same
from ethan_torch.checks.inner_moves import move_of, moved_inside, what_stays

if TYPE_CHECKING:
    from ethan_torch.asking import Asked

__all__ = ["Refills"]


class Refills:
    """Moves numbers in place, and entries in the middle."""

    name = "torch-refills"
    max_cases: int | None = 2
    any_precision = True
    asks_for_repeats = True
    exempts = ("straight-through", "clipped")

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield findings: one of outputs, and those of the gradient after a move.

        Raises:
            DoesNotApply: it is no program, or none of its inputs is differentiated.
        """
        program = asked(subject, rng)
        refilled = self._refilled(program, rng)
        if refilled is not None:
            problem = (
                f"Y differs by {100 * refilled:.3g}% of its size where its inputs are written into memory "
                "that held others before: it is remembered by address or by object"
            )
            yield from about(self, subject, problem, "Y", {"relative_difference": refilled})
            return
        moved = moved_inside(subject, rng)
        if moved is None:
            yield from about(self, subject)
            return
        stays = what_stays(subject, moved, rng)
        if stays:
            problem = (
                f"Y stays as it is to the last bit where entries in the middle of {stays} move, though "
                "backward says that it moves: it is remembered by some of the entries"
            )
            yield from about(self, subject, problem, "Y")
            return
        if subject.is_coarse:
            yield from about(self, subject)  # The gradient check has moved everything as far.
            return
        try:
            found = list(GRADIENT.run(subject.at(moved), rng))
        except (LayerFault, BadGradient):
            found = []  # A matrix that is no longer definite, for one.
        for one in found:
            if one.verdict == "fail" and not _fails(subject, rng):
                where = "\n  at the numbers of an earlier call, of which those in the middle have moved"
                yield replace(one, check=self.name, message=one.message + where)
                return
            if one.verdict == "fail":
                break  # It is as wrong where nothing has moved, which the gradient check is about.
        yield from about(self, subject)

    def _refilled(self, program: Asked, rng: np.random.Generator) -> float | None:
        """How far outputs are from what they are in fresh memory, where a buffer is filled anew."""
        import torch

        from ethan_torch.bare import BareCalls
        from ethan_torch.tensors import as_array

        bare = BareCalls(program)
        moves = {
            at: torch.from_numpy(move_of(as_array(one), rng)).to(one)
            for at, one in enumerate(bare.inputs)
            if one.is_floating_point()
        }
        try:
            expected = bare.numbers(bare.moved(moves))
            buffers = bare.moved({})
            bare.numbers(buffers)
            for buffer, numbers in zip(buffers, bare.moved(moves), strict=True):
                buffer.copy_(numbers)  # Not moved: forward may have written into it.
            found = bare.numbers(buffers)
        except Exception:
            return None  # There it does not run, and an in-place forward has no say in what it is given.
        distances = [
            relative_distance(a, b, same=same(program.subject)) for a, b in zip(found, expected, strict=True)
        ]
        return next((one for one in distances if one is not None), None)


def _fails(subject: Subject, rng: np.random.Generator) -> bool:
    """Whether the gradient is wrong at the subject's own values."""
    return any(one.verdict == "fail" for one in GRADIENT.run(subject, rng))
