"""The cache handed on: `out, cache = forward(*inputs)` and `gradients = backward(dout, cache)`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ethan_check.adapters.base import Gradients, LayerFault, Path
from ethan_check.adapters.reading import arity
from ethan_core.contract import Reduction
from ethan_core.layer import Array

__all__ = ["Cached"]


class Cached:
    """Every array is an input, parameters too; backward returns one gradient for each.

    >>> class Square:
    ...     def forward(self, x): return x * x, x
    ...     def backward(self, dout, cache): return 2 * cache * dout
    >>> Cached().recognises(Square())
    True
    """

    name = "cached"
    reduction: Reduction = "sum"

    def recognises(self, layer: Any) -> bool:
        """Whether backward needs a cotangent and one thing more."""
        return callable(getattr(layer, "forward", None)) and arity(layer, "backward") == 2

    def parameters(self, layer: Any, inputs: tuple[Array, ...]) -> dict[str, Path]:
        """None: all arrays are inputs."""
        return {}

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """Call forward and part its output from the cache.

        Raises:
            LayerFault: forward did not return a pair.
        """
        returned = layer.forward(*inputs)
        if not (isinstance(returned, tuple) and len(returned) == 2):
            raise LayerFault(
                f"forward returned a {type(returned).__name__}, but backward takes a cotangent and a "
                "cache; expected the pair (output, cache)"
            )
        return returned

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Call backward with the cotangent and the cache."""
        returned = layer.backward(cotangent, memory)
        return Gradients(tuple(returned) if isinstance(returned, tuple | list) else (returned,))
