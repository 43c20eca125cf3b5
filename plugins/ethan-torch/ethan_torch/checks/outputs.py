"""Outputs: what is returned is a tensor of numbers that are there, and that stay.

A call that returns a promise, a buffer that the next call fills or another thread writes into, is fast and
does not do its work. So the numbers are taken at once, and again after another call and a moment's rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from ethan_check import Finding, Subject
from ethan_check.checks.equality import relative_distance
from ethan_check.subject.execution.faults import LayerFault
from ethan_torch.checks.base import about, asked, same

__all__ = ["Outputs"]

REST = 0.01
"""For how long nothing is done before the numbers are looked at again.

Unit: seconds. Fixed by: tests/zoo/cheats/memory.py, whose thread needs 2 ms. It is waited for once.
"""


class Outputs:
    """Looks at what is returned, at once and later."""

    name = "torch-outputs"
    max_cases: int | None = 1
    any_precision = True
    asks_for_repeats = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no program.
        """
        program = asked(subject, rng, gradients=False)
        import torch

        from ethan_torch.arguments import tensors_in
        from ethan_torch.bare import BareCalls, numbers_of

        bare = BareCalls(program)
        known = {torch.Tensor, torch.nn.Parameter, *(type(one) for one in program.run.given)}
        found = bare.outputs(bare.inputs)
        for output in tensors_in(found):
            if type(output) not in known:
                what = f"{type(output).__module__}.{type(output).__qualname__}"
                problem = f"Y is a {what}, whose numbers may be worked out when somebody looks at them"
                yield from about(self, subject, f"{problem}\n  return a torch.Tensor", "Y")
                return
        at_once = numbers_of(found)
        with suppress(LayerFault):  # Of a matrix that is definite no more, for one.
            bare.outputs([one.reshape(-1).roll(1).reshape(one.shape) for one in bare.inputs])
        time.sleep(REST)
        for before, after in zip(at_once, numbers_of(found), strict=True):
            apart = relative_distance(after, before, same=same(subject))
            if apart is not None:
                problem = (
                    f"Y changes by {100 * apart:.3g}% of its size after it has been returned: it is filled "
                    "later, or shared with later calls"
                )
                yield from about(self, subject, problem, "Y", {"relative_difference": apart})
                return
        yield from about(self, subject)
