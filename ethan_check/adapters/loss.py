"""The loss: `value(prediction, target)` is a number, `gradient(prediction, target)` an array."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.adapters.base import Gradients, Path
from ethan_check.adapters.reading import arity
from ethan_core.contract import Reduction
from ethan_core.layer import Array

__all__ = ["LossMethods"]


class LossMethods:
    """The cotangent of a loss is a number, by which its gradient is multiplied.

    >>> class Half:
    ...     def value(self, prediction, target): return 0.5 * np.sum((prediction - target) ** 2)
    ...     def gradient(self, prediction, target): return prediction - target
    >>> LossMethods().recognises(Half())
    True
    """

    name = "loss"
    reduction: Reduction = "sum"

    def recognises(self, layer: Any) -> bool:
        """Whether the object has both methods of a loss."""
        return arity(layer, "value") == 2 and arity(layer, "gradient") == 2

    def parameters(self, layer: Any, inputs: tuple[Array, ...]) -> dict[str, Path]:
        """None: a loss trains nothing of its own."""
        return {}

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """Call value."""
        return layer.value(*inputs), None

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Call gradient."""
        gradient = layer.gradient(*inputs)
        return Gradients((None if gradient is None else np.asarray(cotangent)[()] * gradient, None))
