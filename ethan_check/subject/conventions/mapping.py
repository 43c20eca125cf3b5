"""Gradients in a mapping: `grads["W"]`, `gradients["dW"]`, `get_grads()["W"]`: a fifth of all layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ethan_check.subject.conventions.pairs import Pair
from ethan_check.subject.conventions.spelling import GRADIENT_MAPPINGS, PARAMETER_MAPPINGS, gradient_spellings
from ethan_check.subject.execution.method_arguments import arity
from ethan_check.subject.execution.object_paths import Path, attributes

__all__ = ["NAME", "pairs"]

NAME = "mapping"


def pairs(holder: Any, path: Path) -> Iterator[Pair]:
    """Parameters of one object, and where in a mapping of gradients each one's is.

    A parameter that stands in a mapping of parameters is owed a gradient even where there is none.

    >>> class Layer: params = {"W": np.ones(2)}; grads = {"dW": np.zeros(2)}
    >>> [(pair.parameter, pair.gradient) for pair in pairs(Layer(), ())]
    [(('params', 'W'), ('grads', 'dW'))]
    """
    if isinstance(holder, Mapping):
        yield from _keyed(holder, path)
        return
    gradients = _mappings(holder, GRADIENT_MAPPINGS)
    if not gradients:
        return
    stated = _mappings(holder, PARAMETER_MAPPINGS)
    for name, mapping in gradients.items():
        for held_in, parameters in stated.items():
            yield from _between(parameters, mapping, (*path, held_in), (*path, name), owed=True)
        loose = {key: value for key, value in attributes(holder).items() if isinstance(value, np.ndarray)}
        yield from _between(loose, mapping, path, (*path, name), owed=False)


def _keyed(holder: Mapping[Any, Any], path: Path) -> Iterator[Pair]:
    for name in GRADIENT_MAPPINGS:
        for held_in in PARAMETER_MAPPINGS:
            if isinstance(holder.get(name), Mapping) and isinstance(holder.get(held_in), Mapping):
                yield from _between(holder[held_in], holder[name], (*path, held_in), (*path, name), owed=True)


def _between(
    parameters: Mapping[Any, Any], gradients: Mapping[Any, Any], at: Path, gradients_at: Path, *, owed: bool
) -> Iterator[Pair]:
    keys = {str(key): key for key in gradients}
    for key, value in parameters.items():
        if isinstance(value, Mapping) and isinstance(gradients.get(key), Mapping):
            yield from _between(value, gradients[key], (*at, str(key)), (*gradients_at, str(key)), owed=owed)
        if not (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
            continue
        found = next((spelt for spelt in gradient_spellings(str(key)) if spelt in keys), None)
        if found is not None:
            yield Pair((*at, str(key)), (*gradients_at, found), f"the mapping {'.'.join(gradients_at)}", owed)
        elif owed:
            yield Pair(
                (*at, str(key)), (*gradients_at, str(key)), f"the mapping {'.'.join(gradients_at)}", owed
            )


def _mappings(holder: Any, names: tuple[str, ...]) -> dict[str, Mapping[Any, Any]]:
    found = {}
    for name in names:
        value = getattr(holder, name, None)
        if callable(value) and not isinstance(value, Mapping) and arity(holder, name) == 0:
            try:
                value = value()
            except Exception:
                continue
        if isinstance(value, Mapping):
            found[name] = value
    return found
