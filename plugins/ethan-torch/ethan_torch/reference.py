"""What a candidate should compute: its outputs and gradients beside those of a reference, case by case."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from ethan_check import DoesNotApply, Finding, Subject
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_core.errors import ArgumentError
from ethan_torch.answers import answer, beside, values
from ethan_torch.checks.base import about, asked
from ethan_torch.comparison import Compared, Comparison
from ethan_torch.layer import TorchLayer
from ethan_torch.programs import Program, program_of
from ethan_torch.tensors import Array

__all__ = ["Reference", "reference_check"]

CASES = 6
"""On how many cases candidate and reference are compared, the one that was given first among them."""

DRAWS = 8
"""How often values of the size of a case are drawn anew in it: a bias shows in the mean of many."""


class Reference:
    """Compares outputs and gradients with a reference's, in the precision of the inputs.

    Args:
        program: the reference.
        dtype: that precision.
    """

    name = "torch-reference"
    max_cases: int | None = CASES
    any_precision = True

    def __init__(self, program: Program, dtype: torch.dtype) -> None:
        self.program, self.dtype = program, dtype
        self.unit = float(torch.finfo(dtype).eps)

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield a finding of the outputs and gradients of one case.

        Raises:
            DoesNotApply: the candidate draws, so that the two need not draw the same; or the reference does
                not run on a case that Ethan made.
        """
        program = asked(subject, rng, gradients=False)
        if program.run.drew:
            raise DoesNotApply("it draws, and the reference need not draw the same numbers")
        layer, inputs = subject.fresh(subject.values)
        comparisons: dict[str, Comparison] = {}
        for draw in range(DRAWS):
            arrays, parameters = values(subject, inputs, layer, rng if draw else None)
            try:
                found = self._compared(layer, arrays, parameters, rng, bool(subject.made) or draw > 0)
            except DoesNotApply:
                if draw == 0:
                    raise
                continue  # Values that are drawn may lie where it is not defined.
            for name, case in found.items():
                comparisons.setdefault(name, Comparison(self.unit)).cases.append(case)
        for name, comparison in comparisons.items():
            problem = comparison.problem()
            if problem:
                yield from about(self, subject, f"{name} {problem}", name)
                return
        yield from about(self, subject)

    def _compared(
        self,
        layer: TorchLayer,
        arrays: Sequence[Array],
        parameters: Mapping[str, Array],
        rng: np.random.Generator,
        is_made: bool,
    ) -> dict[str, Compared]:
        theirs = TorchLayer(self.program, layer.arguments, parameters, layer.seed)
        wide = TorchLayer(self.program, layer.arguments, parameters, layer.seed)
        ours = copy.deepcopy(layer)
        ours.parameters = dict(parameters)
        for one, dtype in ((ours, self.dtype), (theirs, self.dtype), (wide, torch.float64)):
            one.dtype = dtype
        us: list[Array] = []
        try:
            exact = answer(wide, arrays, us, rng, self.dtype)
            nearby = beside(wide, arrays, us, rng, self.unit)
            expected = answer(theirs, arrays, us, rng, self.dtype)
        except Exception as error:
            if is_made:
                raise DoesNotApply("the reference does not take what Ethan made of the inputs") from None
            raise ArgumentError(f"the reference raised {type(error).__name__}: {error}") from None
        try:
            found = answer(ours, arrays, us, rng, self.dtype)
        except LayerFault:
            raise
        except Exception as error:
            raise fault_of("the candidate", error) from None
        compared = {}
        for name, array in exact.items():
            if name not in found or found[name].shape != array.shape:
                shape = found[name].shape if name in found else "nothing"
                raise LayerFault(f"{name} is {shape}, and the reference's {array.shape}")
            compared[name] = Compared.of(found[name], expected[name], array, nearby[name])
        return compared


def reference_check(reference: Any, inputs: Sequence[Any], candidate: Program) -> Reference:
    """The check for a reference.

    Raises:
        ArgumentError: it is no program, or has other parameters than the candidate.
    """
    program = program_of(reference)
    if program is None:
        raise ArgumentError(f"a {type(reference).__name__} is no reference; expected a function or a Module")
    shapes = [
        {name: tuple(one.shape) for name, one in each.parameters.items()} for each in (candidate, program)
    ]
    if shapes[1] and shapes[0] != shapes[1]:
        raise ArgumentError(f"the reference has the parameters {shapes[1]}, and the candidate {shapes[0]}")
    floats = [one.dtype for one in _tensors(inputs, candidate) if one.is_floating_point()]
    narrowest = max(floats, key=lambda dtype: torch.finfo(dtype).eps, default=torch.float32)
    return Reference(program, narrowest)


def _tensors(inputs: Sequence[Any], candidate: Program) -> list[torch.Tensor]:
    from ethan_torch.arguments import tensors_in

    return [*tensors_in(tuple(inputs)), *candidate.parameters.values()]
