"""The gradient of a program as a program: from inputs, parameters and cotangents to the gradients."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

import torch

from ethan_check import Subject
from ethan_torch.arguments import Arguments
from ethan_torch.asking import Asked
from ethan_torch.captured import graph_nodes
from ethan_torch.convention import TorchConvention
from ethan_torch.layer import TorchLayer
from ethan_torch.programs.program import Caller, directly
from ethan_torch.tensors import as_array

__all__ = ["GradientProgram", "gradient_subject"]


class GradientProgram:
    """Runs a program forward and backward, with a graph of both.

    Args:
        layer: the program whose gradient it is.
        names: of its inputs, of its parameters, and of the cotangents of its outputs.
    """

    ethan_opaque = True
    keeps_all_outputs = True

    def __init__(self, layer: TorchLayer, names: list[str], count: int) -> None:
        self.layer, self.argument_names, self._count = layer, names, count
        self.name = f"{layer.__name__}, differentiated"
        self.parameters: Mapping[str, torch.Tensor] = {}
        self.replaced = layer.program.replaced

    def __deepcopy__(self, memo: dict[int, Any]) -> GradientProgram:
        """With a layer of its own, as one that keeps something from call to call must be run afresh."""
        return GradientProgram(copy.deepcopy(self.layer), self.argument_names, self._count)

    def learn(self, tried: Any) -> None:
        """Nothing."""

    def start(self, arguments: tuple[Any, ...]) -> None:
        """It has been."""

    def run(
        self,
        arguments: tuple[Any, ...],
        parameters: Mapping[str, torch.Tensor],
        dtype: Any,
        caller: Caller = directly,
    ) -> Any:
        """The gradients of all that is differentiated, in one row.

        Args:
            arguments: the tensors of the inputs, then parameters, then cotangents.
        """
        held = list(self.layer.parameters)
        inputs = arguments[: self._count]
        own = dict(zip(held, arguments[self._count : self._count + len(held)], strict=True))
        cotangents = arguments[self._count + len(held) :]
        run = self.layer.run_on(inputs, own, dtype)
        found = run.gradients(cotangents, create_graph=True)
        gradients = tuple(gradient for gradient in found.values() if gradient is not None)
        if is_refused(gradients):
            raise NotImplementedError("it is marked to be differentiated once only")
        return gradients


def is_refused(tensors: Iterable[torch.Tensor]) -> bool:
    """Whether the graph of some tensors holds a node that raises when it is reached.

    It is what `once_differentiable` leaves. Autograd reaches no node that leads to none of the tensors that
    gradients are asked of, and gives None for them instead.

    >>> x = torch.ones(2, requires_grad=True)
    >>> is_refused([x * 2])
    False
    """
    return any(node.name().rpartition("::")[2] in REFUSALS for node in graph_nodes(tensors))


REFUSALS = ("Error", "NotImplemented")
"""What torch calls the nodes that raise."""


def gradient_subject(program: Asked) -> Subject:
    """A subject whose output is the gradient of another's, at the same values.

    Raises:
        LayerFault: the gradient cannot be differentiated.
    """
    subject, run = program.subject, program.run
    layer, inputs = subject.fresh(subject.values)
    own = [layer.parameters[name] for name in layer.parameters]
    cotangents = [as_array(u) for u in program.cotangents]
    names = [*subject.input_names, *layer.parameters, *(f"cotangent {at}" for at in range(len(cotangents)))]
    arrays = (*inputs, *own, *cotangents)
    differentiated = GradientProgram(layer, names, len(run.inputs))
    arguments = Arguments.of(arrays, names)
    second = Subject(
        TorchLayer(differentiated, arguments, {}, layer.seed),
        arrays,
        name=subject.name,
        label=subject.label,
        seed=subject.seed,
        adapters=(TorchConvention(arguments.names),),
        frozen=[name for name in subject.values if name not in subject.targets],
    )
    second.symmetric, second.natural_domain = subject.symmetric, subject.natural_domain
    return second
