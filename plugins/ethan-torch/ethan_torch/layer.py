"""A program of torch's as a layer of arrays, and one run of it with its graph."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from ethan_torch.arguments import Arguments, tensors_in
from ethan_torch.boundary import boundary
from ethan_torch.programs import Program
from ethan_torch.tensors import Array, as_array, as_tensor, is_differentiable

__all__ = ["Run", "TorchLayer"]


@dataclass(frozen=True)
class Run:
    """One forward.

    Args:
        inputs: the names of the tensors among the arguments, in their order.
        leaves: what gradients may be asked of, by name: inputs and parameters.
        outputs: the tensors that are differentiated.
        drew: whether it drew from a generator.
        seed: of torch's generators, in case backward draws.
    """

    inputs: Sequence[str]
    leaves: Mapping[str, torch.Tensor]
    outputs: Sequence[torch.Tensor]
    drew: bool = False
    seed: int = 0

    @property
    def entries(self) -> int:
        """Of everything that takes part."""
        return sum(tensor.numel() for tensor in (*self.leaves.values(), *self.outputs))

    def gradients(
        self, cotangents: Sequence[torch.Tensor], *, create_graph: bool = False
    ) -> dict[str, torch.Tensor | None]:
        """The gradient of every leaf; None where no path leads to it.

        Args:
            cotangents: one for each output, of its shape and dtype.
            create_graph: whether the gradients can be differentiated again.
        """
        pairs = [(y, u) for y, u in zip(self.outputs, cotangents, strict=True) if y.requires_grad]
        if not pairs:
            return dict.fromkeys(self.leaves)
        outputs, given = zip(*pairs, strict=True)
        with boundary(self.seed, self.entries):
            found = torch.autograd.grad(
                outputs,
                tuple(self.leaves.values()),
                given,
                allow_unused=True,
                retain_graph=True,
                create_graph=create_graph,
            )
        return dict(zip(self.leaves, found, strict=True))


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
        self.parameters = dict(parameters)
        self.seed, self.draws = seed, False
        self.last: Run | None = None

    def forward(self, *arrays: Array) -> Any:
        """The output as an array; as a tuple of arrays where the program gives several."""
        self.last = self.run(arrays)
        outputs = tuple(as_array(output) for output in self.last.outputs)
        return outputs if len(outputs) > 1 else outputs[0] if outputs else None

    def backward(self, cotangent: Any) -> tuple[tuple[Array | None, ...], dict[str, Array]]:
        """The gradients after the latest forward, as arrays: of the inputs in their order, and of the
        parameters by name. Where no path leads to an array its gradient is zero.
        """
        assert self.last is not None
        run = self.last
        pieces = cotangent if isinstance(cotangent, tuple | list) else (cotangent,)
        us = [as_tensor(u, y.device).to(y.dtype) for u, y in zip(pieces, run.outputs, strict=True)]
        found = run.gradients(us)
        arrays = {
            name: as_array(torch.zeros_like(run.leaves[name]) if gradient is None else gradient)
            for name, gradient in found.items()
        }
        inputs = tuple(arrays.get(_as_input(name)) for name in run.inputs)
        return inputs, {name: arrays[name] for name in self.parameters}

    def run(self, arrays: Sequence[Array], wanted: Container[str] | None = None) -> Run:
        """One forward.

        Args:
            arrays: the tensors among the arguments, as arrays.
            wanted: the names of the inputs and parameters that require a gradient; all by default.
        """
        dtype = _precision((*arrays, *self.parameters.values()))
        if self.draws:  # torch draws in the order of memory, so that another layout is another mask.
            arrays = [np.ascontiguousarray(array) for array in arrays]
        arguments = self.arguments or Arguments.of(arrays, self.program.argument_names)
        inputs = [
            as_tensor(array, device, dtype) for array, device in zip(arrays, arguments.devices, strict=True)
        ]
        own = self.program.parameters
        parameters = {
            name: as_tensor(array, own[name].device, dtype) for name, array in self.parameters.items()
        }
        leaves = {_as_input(name): t for name, t in zip(arguments.names, inputs, strict=True)}
        leaves |= parameters
        leaves = {
            name: tensor.requires_grad_()
            for name, tensor in leaves.items()
            if is_differentiable(tensor) and (wanted is None or name in wanted)
        }
        entries = sum(array.size for array in (*arrays, *self.parameters.values()))
        with boundary(self.seed, entries) as draws:
            # What forward is given is no leaf, as in a network: it may write into it.
            given = [tensor.clone() if tensor.requires_grad else tensor for tensor in inputs]
            output = self.program.run(arguments.rebuilt(given), parameters, dtype)
        return Run(arguments.names, leaves, _differentiated(tensors_in(output)), draws.happened, self.seed)


def _as_input(name: str) -> str:
    """The name of an input among leaves, where a parameter may be called the same."""
    return f"input {name}"


def _differentiated(outputs: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Those that are declared differentiable, as torch's gradcheck has it; all where none is."""
    candidates = [output for output in outputs if is_differentiable(output)]
    return [output for output in candidates if output.requires_grad] or candidates


def _precision(arrays: Sequence[Array]) -> torch.dtype:
    """What a call runs in: float32 where that is all that it is given, else float64."""
    kinds = [array.dtype for array in arrays if array.dtype.kind in "fc"]
    single = bool(kinds) and all(dtype in (np.float16, np.float32, np.complex64) for dtype in kinds)
    return torch.float32 if single else torch.float64
