"""How Ethan calls a translated program: an adapter, so that nothing about it has to be found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ethan_check import Gradients
from ethan_torch.layer import TorchLayer

__all__ = ["TorchConvention"]


@dataclass(frozen=True)
class TorchConvention:
    """Inputs are leaves, parameters are leaves, and the gradients are those that autograd hands back.

    Args:
        input_names: what the inputs are called.
        memory_is_handed_on: yes: what backward needs hangs on the graph of its own forward.
        of_each: whether every input is owed a gradient, the target of a loss as well.
    """

    input_names: tuple[str, ...] = ()
    name: str = "torch"
    description: str = "a program of torch's, gradients as autograd has them"
    reduction: Literal["sum"] = "sum"
    memory_is_handed_on: bool = True
    of_each: bool = True

    def recognises(self, layer: Any) -> bool:
        """Whether a layer is a translated program."""
        return isinstance(layer, TorchLayer)

    def parameters(self, layer: TorchLayer, inputs: tuple[Any, ...]) -> dict[str, tuple[str, ...]]:
        """Where the trained arrays are."""
        return {name: ("parameters", name) for name in layer.parameters}

    def forward(self, layer: TorchLayer, inputs: tuple[Any, ...]) -> tuple[Any, Any]:
        """The output, and the run whose graph backward follows."""
        output = layer.forward(*inputs)
        return output, layer.last

    def backward(
        self, layer: TorchLayer, inputs: tuple[Any, ...], cotangent: Any, memory: Any, parameters: Any
    ) -> Gradients:
        """The gradients for one cotangent."""
        layer.last = memory
        of_inputs, of_parameters = layer.backward(cotangent)
        return Gradients(of_inputs, of_parameters)
