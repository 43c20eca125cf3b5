"""The plain object: `forward(x)`, `backward(g)`, and parameter gradients left on the layer.

They are found in a mapping (`grads["W"]`, `gradients()["dW"]`) or in attributes beside the parameters
(`W` and `dW`, `weight` and `grad_weight`, `w` and `w_grad`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from ethan_check.adapters.base import Gradients, Path
from ethan_check.adapters.reading import arity, attributes, read
from ethan_core.contract import Reduction
from ethan_core.layer import Array

__all__ = ["Plain"]

_GRADIENT_MAPPINGS = ("grads", "gradients", "grad")
_PARAMETER_MAPPINGS = ("params", "parameters", "weights")
_SPELLINGS = ("d{}", "grad_{}", "{}_grad", "d_{}", "d{}_", "{}_gradient", "dL_d{}", "dLd{}", "g{}")


class Plain:
    """The most common convention: about a third of the layers in the wild.

    >>> class Scale:
    ...     def __init__(self): self.w = np.full(2, 3.0)
    ...     def forward(self, x): self.x = x; return x * self.w
    ...     def backward(self, g): self.dw = (g * self.x).sum(axis=0); return g * self.w
    >>> Plain().recognises(Scale())
    True
    >>> Plain().parameters(Scale(), (np.ones((1, 2)),))
    {'w': ('w',)}
    """

    name = "plain"
    reduction: Reduction = "sum"

    def recognises(self, layer: Any) -> bool:
        """Whether backward needs the cotangent alone."""
        return callable(getattr(layer, "forward", None)) and arity(layer, "backward") == 1

    def parameters(self, layer: Any, inputs: tuple[Array, ...]) -> dict[str, Path]:
        """Every array for which a gradient of the same shape is left behind."""
        output, memory = self.forward(layer, inputs)
        self.backward(layer, inputs, _like(output), memory, {})
        found: dict[str, Path] = {}
        for name, path in _candidates(layer).items():
            gradient = _gradient_of(layer, name)
            if gradient is not None and np.shape(gradient) == read(layer, path).shape:
                found[name] = path
        return found

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
        """Call backward and read the gradients that it left."""
        returned = layer.backward(cotangent)
        several = isinstance(returned, tuple | list) and len(inputs) > 1
        by_input = tuple(returned) if several else (returned,) + (None,) * (len(inputs) - 1)
        return Gradients(by_input, {name: _gradient_of(layer, name) for name in parameters})


def _like(output: Any) -> Any:
    if isinstance(output, tuple | list):
        return tuple(np.ones_like(piece) for piece in output)
    return np.ones_like(output)


def _candidates(layer: Any) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for holder in _PARAMETER_MAPPINGS:
        mapping = _mapping(layer, holder)
        for key, value in (mapping or {}).items():
            if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                found[str(key)] = (holder, str(key))
    for name, value in attributes(layer).items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            found.setdefault(name, (name,))
    return found


def _mapping(layer: Any, name: str) -> Mapping[Any, Any] | None:
    holder = getattr(layer, name, None)
    if callable(holder) and arity(layer, name) == 0:
        holder = holder()
    return holder if isinstance(holder, Mapping) else None


@lru_cache(maxsize=1024)
def _spellings(name: str) -> tuple[str, ...]:
    return (name, *(pattern.format(name) for pattern in _SPELLINGS))


def _gradient_of(layer: Any, name: str) -> Any:
    spellings = _spellings(name)
    for holder in _GRADIENT_MAPPINGS:
        mapping = _mapping(layer, holder)
        for spelling in spellings if mapping is not None else ():
            if spelling in mapping:  # type: ignore[operator]
                return mapping[spelling]  # type: ignore[index]
    held = attributes(layer)
    return next((held[spelling] for spelling in spellings[1:] if spelling in held), None)
