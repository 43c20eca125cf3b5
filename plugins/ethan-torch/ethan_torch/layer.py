"""A program of torch's as a layer of arrays."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from ethan_torch.analytic.step import is_complex_step, outputs_of_step
from ethan_torch.arguments import Arguments, tensors_in
from ethan_torch.boundary import boundary
from ethan_torch.programs import Caller, Program, directly
from ethan_torch.run import Run, as_input
from ethan_torch.tensors import Array, as_array, as_tensor, is_differentiable, precision_of
from ethan_torch.written import backward_of

__all__ = ["TorchLayer"]


class TorchLayer:
    """A layer of arrays: `forward(*arrays)`, and `backward(cotangent)` after it.

    Args:
        program: what is run.
        arguments: where its tensors stand; None where every argument is a tensor.
        parameters: what is trained, by name.
        seed: of torch's generators: whatever forward draws, it draws the same each time.

    >>> from ethan_torch.programs import program_of
    >>> layer = TorchLayer(program_of(torch.sin), Arguments.of((np.zeros(2),)), {})
    >>> layer.forward(np.zeros(2)), layer.backward(np.ones(2))
    (array([0., 0.]), ((array([1., 1.]),), {}))
    """

    def __init__(
        self, program: Program, arguments: Arguments | None, parameters: Mapping[str, Array], seed: int = 0
    ) -> None:
        self.__name__ = program.name
        self.program, self.arguments = program, arguments
        self.ethan_backward = backward_of(program)
        self.parameters = dict(parameters)
        self.seed, self.draws = seed, False
        self.dtype: torch.dtype | None = None  # What real numbers are in; None: as the arrays say.
        self.judged: list[bool] = []
        self.last: Run | None = None
        self.caller: Caller = directly  # Of the code that is judged, forward and backward.

    def forward(self, *arrays: Array) -> Any:
        """The output as an array; as a tuple of arrays where the program gives several.

        Complex arrays in place of real ones are a complex step, after which there is no backward.
        """
        if is_complex_step(self, arrays):
            found: Sequence[torch.Tensor] = outputs_of_step(self, arrays)
        else:
            self.last = self.run(arrays)
            found = self.last.outputs
        outputs = tuple(map(as_array, found))
        return outputs if len(outputs) > 1 else outputs[0] if outputs else None

    def backward(self, cotangent: Any) -> tuple[tuple[Array | None, ...], dict[str, Array]]:
        """The gradients after the latest forward, as arrays: of the inputs in their order, and of the
        parameters by name. Where no path leads to an array its gradient is zero.
        """
        assert self.last is not None
        run = self.last
        pieces = cotangent if isinstance(cotangent, tuple | list) else (cotangent,)
        us = [as_tensor(u, y.device).to(y.dtype) for u, y in zip(pieces, run.outputs, strict=True)]
        arrays = {
            name: as_array(torch.zeros_like(run.leaves[name]) if gradient is None else gradient)
            for name, gradient in run.gradients(us).items()
        }
        inputs = tuple(arrays.get(as_input(name)) for name in run.inputs)
        return inputs, {name: arrays[name] for name in self.parameters}

    def run(self, arrays: Sequence[Array], wanted: Container[str] | None = None) -> Run:
        """One forward.

        Args:
            arrays: the tensors among the arguments, as arrays.
            wanted: the names of the leaves that require a gradient; all by default.
        """
        dtype = self.dtype or precision_of((*arrays, *self.parameters.values()))
        if self.draws:  # torch draws in the order of memory, so that another layout is another mask.
            arrays = [np.ascontiguousarray(array) for array in arrays]
        arguments = self._arguments_for(arrays)
        own = self.program.parameters
        inputs = [
            as_tensor(array, device, dtype) for array, device in zip(arrays, arguments.devices, strict=True)
        ]
        parameters = {
            name: as_tensor(array, own[name].device, dtype) for name, array in self.parameters.items()
        }
        named = {**dict(zip(map(as_input, arguments.names), inputs, strict=True)), **parameters}
        for name, tensor in named.items():
            if is_differentiable(tensor) and (wanted is None or name in wanted):
                tensor.requires_grad_()
        return self.run_on(inputs, parameters, dtype, is_whole=wanted is None)

    def run_on(
        self,
        inputs: Sequence[torch.Tensor],
        parameters: Mapping[str, torch.Tensor],
        dtype: torch.dtype,
        *,
        is_whole: bool = True,
    ) -> Run:
        """One forward on tensors. Those that require a gradient are the leaves: all, if it is whole."""
        arguments = self._arguments_for(inputs)
        named = {**dict(zip(map(as_input, arguments.names), inputs, strict=True)), **parameters}
        with boundary(self.seed, sum(tensor.numel() for tensor in named.values())) as done:
            # What forward is given is no leaf, as in a network: it may write into it.
            given = [tensor.clone() for tensor in inputs]
            graphs = [tensor.grad_fn for tensor in given]
            output = self.program.run(arguments.rebuilt(given), parameters, dtype, self.caller)
        self.program.replaced.update(done.replaced)
        outputs = self._differentiated(tensors_in(output), is_whole)
        leaves = {name: tensor for name, tensor in named.items() if tensor.requires_grad}
        return Run(
            arguments.names,
            leaves,
            given,
            graphs,
            outputs,
            done.happened,
            self.seed,
            self.caller,
            self.program.replaced,
        )

    def _differentiated(self, tensors: Sequence[torch.Tensor], is_whole: bool) -> list[torch.Tensor]:
        """The outputs that are judged: those that autograd follows to a leaf where every leaf requires a
        gradient, or all where it follows none; they are the same ones where fewer leaves do.
        """
        candidates = [_plain(tensor) for tensor in tensors if is_differentiable(tensor)]
        if is_whole or len(self.judged) != len(candidates):
            followed = [tensor.requires_grad or self.program.keeps_all_outputs for tensor in candidates]
            self.judged = followed if any(followed) else [True] * len(candidates)
        return [tensor for tensor, judged in zip(candidates, self.judged, strict=True) if judged]

    def _arguments_for(self, tensors: Sequence[Any]) -> Arguments:
        return self.arguments or Arguments.of(tensors, self.program.argument_names)


def _plain(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor without the class that it was given: what such a class does when it is looked at is no part
    of the call.
    """
    return tensor if type(tensor) is torch.Tensor else tensor.as_subclass(torch.Tensor)
