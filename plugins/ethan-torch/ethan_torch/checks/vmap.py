"""vmap: where a rule says how it is batched, a batch is what its members are one by one.

`torch.func.vmap` hands a rule all members at once, and its `vmap` says at which axis the results stand. A
mistake in there is a result of the wrong shape, or of the right shape and in the wrong order.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_check.checks.equality import relative_distance
from ethan_torch.checks.base import about, asked

__all__ = ["Vmap"]


class Vmap:
    """Compares a batch of two, stacked at the first and at the last axis, with its members."""

    name = "torch-vmap"
    max_cases: int | None = 1

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no rule with a vmap of its own.
        """
        program = asked(subject, rng)
        import torch

        from ethan_torch.bare import BareCalls, numbers_of
        from ethan_torch.rules import rule_of

        rule = rule_of(getattr(subject.layer.program, "function", None))
        if rule is None or rule.vmap is torch.autograd.Function.vmap:
            raise DoesNotApply("it is no rule with a vmap of its own")
        bare = BareCalls(program)
        floats = [at for at, one in enumerate(bare.inputs) if one.is_floating_point()]
        other = bare.moved({at: 0.5 * bare.inputs[at].flip(0) for at in floats if bare.inputs[at].ndim})
        members = [bare.numbers(bare.inputs), bare.numbers(other)]
        for axis in (0, -1):
            stacked = [torch.stack(pair, axis) for pair in zip(bare.inputs, other, strict=True)]
            arguments = bare.layer._arguments_for(bare.inputs)

            def called(*tensors: torch.Tensor, arguments: object = arguments) -> object:
                return subject.layer.program.function(*arguments.rebuilt(tensors))  # type: ignore[attr-defined]

            try:
                found = numbers_of(torch.func.vmap(called, in_dims=axis)(*stacked))
            except Exception as error:
                problem = f"vmap raises {type(error).__name__}: {str(error).partition(chr(10))[0]}"
                yield from about(self, subject, f"{problem}, for a batch at axis {axis}", "vmap")
                return
            for at, batch in enumerate(found):
                one_by_one = np.stack([member[at] for member in members])
                apart = relative_distance(batch, one_by_one) if batch.shape == one_by_one.shape else np.inf
                if apart is not None:
                    problem = (
                        f"a batch at axis {axis} of {batch.shape} is not its members one by one, "
                        f"{one_by_one.shape}: vmap returns the axis at which the batch stands, or not the "
                        "same numbers"
                    )
                    yield from about(self, subject, problem, "vmap")
                    return
        yield from about(self, subject)
