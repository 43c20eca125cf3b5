"""The fused update: `backward(X, dL_dY, lr)` changes the parameters and returns dL_dX.

Parameter gradients are nowhere to be read, so they are recovered from what the update does: with
learning rate lr, (before - after) / lr. A large lr lets the gradient drown the parameter it is
subtracted from, so almost nothing is lost to rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.adapters.base import Gradients, Path
from ethan_check.adapters.reading import arity, float_arrays, read
from ethan_core.contract import Reduction
from ethan_core.layer import Array

__all__ = ["PROBE_RATE", "FusedUpdate", "listed_parameters"]

PROBE_RATE = 2.0**30


class FusedUpdate:
    """The convention of the reference layers.

    >>> from ethan_core.net import Mlp
    >>> FusedUpdate().recognises(Mlp(3, 2))
    True
    """

    name = "fused-update"
    reduction: Reduction = "mean"

    def recognises(self, layer: Any) -> bool:
        """Whether backward takes three arguments."""
        return arity(layer, "forward") == 1 and arity(layer, "backward") == 3

    def parameters(self, layer: Any, inputs: tuple[Array, ...]) -> dict[str, Path]:
        """The layer's own list of parameters, or every array that an update changes."""
        stated = listed_parameters(layer)
        if stated is not None:
            return stated
        found = float_arrays(layer)
        output, _ = self.forward(layer, inputs)
        before = {path: read(layer, path).copy() for path in float_arrays(layer)}
        layer.backward(*inputs, np.ones_like(output), 1.0)
        return {
            path[-1]: path
            for path, value in before.items()
            if path in found and not np.array_equal(value, read(layer, path), equal_nan=True)
        }

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """Call forward."""
        return layer.forward(*inputs), None

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Call backward with a large learning rate, see how far the parameters went, put them back."""
        before = {name: read(layer, path).copy() for name, path in parameters.items()}
        dL_dX = layer.backward(*inputs, cotangent, PROBE_RATE if parameters else 0.0)
        moved = {}
        for name, path in parameters.items():
            after = read(layer, path)
            moved[name] = (before[name] - after) / PROBE_RATE
            after[...] = before[name]
        return Gradients((dL_dX,), moved)


def listed_parameters(layer: Any) -> dict[str, Path] | None:
    """The arrays that the layer's own `parameters` mapping holds, by name; None if it has none."""
    stated = getattr(layer, "parameters", None)
    if callable(stated):
        stated = stated()
    if not isinstance(stated, Mapping):
        return None
    places = {id(read(layer, path)): path for path in float_arrays(layer)}
    return {str(name): places[id(array)] for name, array in stated.items() if id(array) in places}
