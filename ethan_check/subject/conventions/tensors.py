"""Tensors of the layer's own: finding their class, making one, and reading its array and its gradient."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from ethan_check.subject.conventions.parameter_objects import DATA, GRADIENT
from ethan_check.subject.conventions.spelling import FORWARD_METHODS
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.object_paths import holders
from ethan_core.layer import Array

__all__ = ["as_array", "make_tensor", "tensor_classes", "tensor_names"]


def make_tensor(cls: Any, array: Array) -> Any:
    """A tensor that wants a gradient, if its class asks whether it does.

    >>> class Tensor:
    ...     def __init__(self, data, requires_grad=False):
    ...         self.data, self.requires_grad, self.grad = data, requires_grad, None
    ...     def backward(self): ...
    >>> make_tensor(Tensor, np.ones(2)).requires_grad
    True
    """
    if array.dtype.kind == "f" and "requires_grad" in (arguments(_Made(cls), "cls") or {}):
        return cls(array, requires_grad=True)
    return cls(array)


def tensor_names(tensor: Any) -> tuple[str, str]:
    """The names of a tensor's array and of its gradient.

    Raises:
        LayerFault: it has none, so it is no tensor.

    >>> class Value:
    ...     def __init__(self, value): self.value, self.grad = value, None
    ...     def backward(self): ...
    >>> tensor_names(Value(np.ones(2)))
    ('value', 'grad')
    """
    data = next(
        (name for name in DATA if isinstance(getattr(tensor, name, None), np.ndarray | np.generic)), ""
    )
    gradient = next((name for name in GRADIENT if hasattr(tensor, name) and name != data), "")
    if not data or not gradient or not callable(getattr(tensor, "backward", None)):
        raise LayerFault(
            f"a {type(tensor).__name__} is no tensor: expected an array in one of {', '.join(DATA[:3])}, "
            f"a gradient in one of {', '.join(GRADIENT[:3])}, and backward()"
        )
    return data, gradient


def as_array(value: Any, data: str) -> Any:
    """A gradient as an array, out of its tensor if it is in one.

    >>> class Tensor: data = np.ones(2)
    >>> as_array(Tensor(), "data"), as_array(None, "data")
    (array([1., 1.]), None)
    """
    while value is not None and not isinstance(value, np.ndarray | np.generic | float | int):
        inner = getattr(value, data, None)
        if inner is value or inner is None:
            return None
        value = inner
    return value


def tensor_classes(layer: Any) -> Iterator[Any]:
    """Classes with a backward and a gradient: of what the layer holds, then of the module it is from.

    >>> class Tensor:
    ...     def __init__(self, data): self.data, self.grad = data, None
    ...     def backward(self): ...
    >>> class Layer:
    ...     def __init__(self): self.W = Tensor(np.ones(2))
    >>> next(tensor_classes(Layer())) is Tensor
    True
    """
    seen: set[int] = set()
    held = [type(holder) for path, holder in holders(layer) if path]
    module = sys.modules.get(getattr(layer, "__module__", None) or type(layer).__module__)
    names = getattr(layer, "__globals__", None) or (vars(module) if module is not None else {})
    for named in (*held, *list(names.values())):
        cls = _with_backward(named) if isinstance(named, type) else None
        if cls is None or id(cls) in seen:
            continue
        seen.add(id(cls))
        takes = arguments(_Made(cls), "cls")
        is_layer = any(callable(cls.__dict__.get(name)) for name in FORWARD_METHODS if name != "__call__")
        if takes and sum(takes.values()) <= 1 and not is_layer:
            yield cls


def _with_backward(cls: type) -> type | None:
    """The class itself, or the one of its bases that has the backward: a parameter is a kind of tensor."""
    return next((base for base in cls.__mro__ if callable(base.__dict__.get("backward"))), None)


class _Made:
    def __init__(self, cls: Any) -> None:
        self.cls = cls
