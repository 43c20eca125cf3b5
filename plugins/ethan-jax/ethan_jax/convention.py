"""How Ethan calls a translated program: an adapter, so that nothing about it has to be found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ethan_check import Gradients
from ethan_jax.layer import JaxLayer

__all__ = ["JaxConvention"]


@dataclass(frozen=True)
class JaxConvention:
    """All arrays are inputs, those of trees of parameters as well; the gradients are what `jax.vjp` gives.

    Args:
        input_names: what the arrays are called.
        memory_is_handed_on: yes: the arrays that forward was given.
        of_each: whether every input is owed a gradient, the target of a loss as well.
    """

    input_names: tuple[str, ...] = ()
    name: str = "jax"
    description: str = "a function of jax's, gradients as jax.vjp has them"
    reduction: Literal["sum"] = "sum"
    memory_is_handed_on: bool = True
    of_each: bool = True

    def recognises(self, layer: Any) -> bool:
        """Whether a layer is a translated program."""
        return isinstance(layer, JaxLayer)

    def parameters(self, layer: JaxLayer, inputs: tuple[Any, ...]) -> dict[str, tuple[str, ...]]:
        """None: what is trained stands among the arguments."""
        return {}

    def forward(self, layer: JaxLayer, inputs: tuple[Any, ...]) -> tuple[Any, Any]:
        """The output, and what backward is to start from."""
        return layer.forward(*inputs), tuple(array.copy() for array in inputs)

    def backward(
        self, layer: JaxLayer, inputs: tuple[Any, ...], cotangent: Any, memory: Any, parameters: Any
    ) -> Gradients:
        """The gradients for one cotangent."""
        return Gradients(layer.backward(memory, cotangent))
