"""Gradients in a list beside the list of parameters: `params` and `grads`, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ethan_check.subject.conventions.pairs import Pair
from ethan_check.subject.conventions.spelling import GRADIENT_MAPPINGS, PARAMETER_MAPPINGS, gradient_spellings
from ethan_check.subject.execution.method_arguments import arity
from ethan_check.subject.execution.object_paths import Path, attributes

__all__ = ["NAME", "pairs"]

NAME = "parallel-lists"


def pairs(holder: Any, path: Path) -> Iterator[Pair]:
    """Parameters in a list of one object, each with the gradient at the same place in another list.

    >>> class Layer: params, grads = [np.ones(2)], [np.zeros(2)]
    >>> [(pair.parameter, pair.gradient) for pair in pairs(Layer(), ())]
    [(('params', '0'), ('grads', '0'))]
    """
    if isinstance(holder, list | tuple):
        return
    lists = _lists(holder)
    for name, values in lists.items():
        for other in (*_partners(name), *gradient_spellings(name)[1:]):
            gradients = lists.get(other)
            if gradients is None or len(gradients) != len(values) or other == name:
                continue
            if not all(_beside(value, gradient) for value, gradient in zip(values, gradients, strict=True)):
                continue
            for i in range(len(values)):
                if isinstance(values[i], np.ndarray) and values[i].dtype.kind == "f":
                    at = (*path, name, str(i))
                    yield Pair(at, (*path, other, str(i)), f"the list {'.'.join((*path, other))}", owed=True)
            break


def _beside(value: Any, gradient: Any) -> bool:
    return isinstance(value, np.ndarray) and (gradient is None or isinstance(gradient, np.ndarray))


def _partners(name: str) -> tuple[str, ...]:
    return (
        GRADIENT_MAPPINGS
        if name in (*PARAMETER_MAPPINGS, "trainable", "trainable_weights", "variables")
        else ()
    )


def _lists(holder: Any) -> dict[str, Any]:
    held = dict(holder) if isinstance(holder, Mapping) else attributes(holder)
    found = {str(name): value for name, value in held.items() if isinstance(value, list | tuple) and value}
    if isinstance(holder, Mapping):
        return found
    for name in (*PARAMETER_MAPPINGS, *GRADIENT_MAPPINGS, "trainable_weights"):
        value = getattr(holder, name, None)
        if name not in found and callable(value) and arity(holder, name) == 0:
            try:
                value = value()
            except Exception:
                continue
        if isinstance(value, list | tuple) and value:
            found.setdefault(name, value)
    return found
