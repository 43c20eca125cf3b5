"""Fresh copies of a layer in which some arrays are replaced."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import FunctionType
from typing import Any

import numpy as np

__all__ = ["fresh_copy"]

_SHARED = (int, float, complex, bool, str, bytes, type(None), np.dtype, FunctionType, type)


def fresh_copy(layer: Any, replacements: Mapping[int, Any]) -> Any:
    """A deep copy in which every array whose `id` is a key is replaced, wherever it is referred to.

    The replaced arrays are not copied, so a perturbation of a large parameter costs one array and an
    alias of it inside the layer stays an alias. Raises what `copy.deepcopy` raises.

    >>> class Layer: pass
    >>> layer = Layer(); layer.W = np.ones(2); layer.alias = layer.W
    >>> new = fresh_copy(layer, {id(layer.W): np.zeros(2)})
    >>> new.W is new.alias, float(new.W[0])
    (True, 0.0)
    """
    memo: dict[int, Any] = dict(replacements)
    held = getattr(layer, "__dict__", None)
    cls = type(layer)
    plain = cls.__dict__.get("__reduce_ex__") is None and not hasattr(cls, "__deepcopy__")
    if held is None or not plain:
        return copy.deepcopy(layer, memo)
    if hasattr(cls, "__slots__") or "__getstate__" in cls.__dict__ or "__setstate__" in cls.__dict__:
        return copy.deepcopy(layer, memo)
    # What deepcopy does for a plain object, without its general machinery: half of a check's time.
    new = object.__new__(cls)
    memo[id(layer)] = new
    target = new.__dict__
    for name, value in held.items():
        if isinstance(value, _SHARED):
            target[name] = value
        elif id(value) in memo:
            target[name] = memo[id(value)]
        elif type(value) is dict and all(id(item) in memo for item in value.values()):
            target[name] = memo[id(value)] = {key: memo[id(item)] for key, item in value.items()}
        else:
            target[name] = copy.deepcopy(value, memo)
    return new
