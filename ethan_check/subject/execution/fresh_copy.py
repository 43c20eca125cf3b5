"""Fresh copies of a layer in which some arrays are replaced."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import FunctionType, GeneratorType, MethodType, ModuleType
from typing import Any

import numpy as np

from ethan_check.subject.execution.closures import closes_over_state, copy_function
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import attributes, float_arrays

__all__ = ["fresh_copy", "share_what_cannot_be_copied"]

_SHARED = (int, float, complex, bool, str, bytes, type(None), np.dtype, FunctionType, MethodType, type)


_NEVER_COPIED = frozenset({int, float, complex, bool, str, bytes, type(None)})
_MANY = 1000
"""Things in a list or dictionary: from there on it pays to see whether they need copying at all."""


def fresh_copy(layer: Any, replacements: Mapping[int, Any]) -> Any:
    """A deep copy in which every array whose `id` is a key is replaced, wherever it is referred to.

    The replaced arrays are not copied, so a perturbation of a large parameter costs one array and an
    alias of it inside the layer stays an alias. A function is copied with what it closes over. Raises what
    `copy.deepcopy` raises.

    >>> class Layer: pass
    >>> layer = Layer(); layer.W = np.ones(2); layer.alias = layer.W
    >>> new = fresh_copy(layer, {id(layer.W): np.zeros(2)})
    >>> new.W is new.alias, float(new.W[0])
    (True, 0.0)
    """
    memo: dict[int, Any] = dict(replacements)
    if isinstance(layer, FunctionType):
        return copy_function(layer, memo)
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
        if isinstance(value, FunctionType) and closes_over_state(value, set()):
            target[name] = copy_function(value, memo)
        elif isinstance(value, _SHARED) and not _is_bound(value):
            target[name] = value
        elif id(value) in memo:
            target[name] = memo[id(value)]
        elif type(value) is dict and all(id(item) in memo for item in value.values()):
            target[name] = memo[id(value)] = {key: memo[id(item)] for key, item in value.items()}
        elif type(value) in (dict, list) and len(value) > _MANY and _holds_plain_things(value):
            target[name] = memo[id(value)] = value.copy()
        else:
            target[name] = copy.deepcopy(value, memo)
    return new


def _holds_plain_things(value: dict[Any, Any] | list[Any]) -> bool:
    """Whether a copy of a long list or dictionary, such as a vocabulary, may hold the same things."""
    held = value.values() if isinstance(value, dict) else value
    keys = value if isinstance(value, dict) else ()
    return all(type(one) in _NEVER_COPIED for one in held) and all(type(key) in _NEVER_COPIED for key in keys)


def _is_bound(value: Any) -> bool:
    """Whether a method would go on working on the object that it was taken from."""
    return isinstance(value, MethodType) and not isinstance(value.__self__, type | ModuleType)


def share_what_cannot_be_copied(layer: Any) -> dict[int, Any]:
    """What a copy has to share with the layer because it cannot be copied: locks, files, handles.

    By `id`, ready to be handed to `fresh_copy`. What holds arrays is never shared.

    >>> import threading
    >>> class Layer: pass
    >>> layer = Layer(); layer.lock = threading.Lock()
    >>> fresh_copy(layer, share_what_cannot_be_copied(layer)).lock is layer.lock
    True
    """
    shared: dict[int, Any] = {}
    for value in attributes(layer).values():
        try:
            copy.deepcopy(value, dict(shared))
        except BaseException as error:
            let_pass(error)
            if isinstance(value, GeneratorType) or float_arrays(value):
                raise
            shared[id(value)] = value
    return shared
