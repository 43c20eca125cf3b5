"""The code that is judged, called on tensors again and again, with nothing of Ethan's in between."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from ethan_check.subject.execution.faults import fault_of
from ethan_torch.arguments import tensors_in
from ethan_torch.asking import Asked
from ethan_torch.boundary import boundary
from ethan_torch.run import as_input
from ethan_torch.tensors import Array, as_array, is_differentiable

__all__ = ["BareCalls"]


class BareCalls:
    """Calls of one program on tensors of one's own, each of which starts from the same seed and state.

    Args:
        program: whose arguments are taken.
    """

    def __init__(self, program: Asked) -> None:
        self.program = program
        self.layer, _ = program.subject.fresh(program.subject.values)
        run = program.run
        self.inputs = [run.leaves.get(as_input(name), given) for name, given in _pairs(program)]
        self.inputs = [tensor.detach().clone() for tensor in self.inputs]
        names = self.layer.program.parameters
        self.parameters = {name: run.leaves[name].detach().clone() for name in names if name in run.leaves}
        floats = [one.dtype for one in (*self.inputs, *self.parameters.values()) if one.is_floating_point()]
        self.dtype = floats[0] if floats else torch.float64

    def outputs(self, inputs: Sequence[torch.Tensor]) -> Any:
        """What the code returns, just as it is.

        Raises:
            LayerFault: it raised.
        """
        program = copy.deepcopy(self.layer.program)
        arguments = self.layer._arguments_for(inputs)
        with boundary(self.layer.seed) as done:
            try:
                found = program.run(arguments.rebuilt(inputs), self.parameters, self.dtype)
            except Exception as error:
                raise fault_of("forward", error) from None
        program.replaced.update(done.replaced)
        return found

    def numbers(self, inputs: Sequence[torch.Tensor]) -> list[Array]:
        """The outputs that can be differentiated, as arrays of their own."""
        return numbers_of(self.outputs(inputs))

    def moved(self, moves: Mapping[int, torch.Tensor]) -> list[torch.Tensor]:
        """The inputs in memory of their own, some of which are moved."""
        return [one + moves[at] if at in moves else one.clone() for at, one in enumerate(self.inputs)]


def numbers_of(output: Any) -> list[Array]:
    """The tensors of an output that can be differentiated, as arrays."""
    return [as_array(one) for one in tensors_in(output) if is_differentiable(one)]


def _pairs(program: Asked) -> list[tuple[str, torch.Tensor]]:
    return list(zip(program.run.inputs, program.run.given, strict=True))
