"""Fresh copies of a layer in which some arrays are replaced."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from operator import is_not
from types import FunctionType, GeneratorType, MethodType, ModuleType
from typing import Any

import numpy as np

from ethan_check.subject.execution.closures import closes_over_state, copy_function
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import attributes, float_arrays

__all__ = ["CopyPlan", "fresh_copy", "share_what_cannot_be_copied"]

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
    return CopyPlan(layer).fresh(replacements)


class CopyPlan:
    """How one layer is copied: which of its attributes a copy may share is looked at once, not at each copy.

    It does what `copy.deepcopy` does for a plain object, without its general machinery: half of the time.

    Args:
        layer: an object; whether it holds still what it did is looked at before each copy.

    >>> class Layer: pass
    >>> layer = Layer(); layer.W, layer.size = np.ones(2), 2
    >>> plan = CopyPlan(layer); layer.size = 3
    >>> plan.fresh({}).size, plan.fresh({}).W is layer.W
    (3, False)
    """

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self._held: dict[str, Any] | None = getattr(layer, "__dict__", None) if _is_plain(layer) else None
        self._look()

    def _look(self) -> None:
        held = self._held or {}
        self._names, self._values = tuple(held), tuple(held.values())
        self._copied = [name for name, value in held.items() if not _is_shared(value)]

    def fresh(self, replacements: Mapping[int, Any]) -> Any:
        """A copy, with arrays replaced by `id`."""
        layer, memo = self._layer, dict(replacements)
        held = self._held
        if held is None:
            return (
                copy_function(layer, memo) if isinstance(layer, FunctionType) else copy.deepcopy(layer, memo)
            )
        if tuple(held) != self._names or any(map(is_not, held.values(), self._values)):
            self._look()
        new = object.__new__(type(layer))
        memo[id(layer)] = new
        target = new.__dict__
        target.update(held)
        for name in self._copied:
            target[name] = _copied(held[name], memo)
        return new


def _is_plain(layer: Any) -> bool:
    """Whether nothing but its attributes makes up an object, and nobody says how they are copied."""
    cls = type(layer)
    if isinstance(layer, FunctionType) or getattr(layer, "__dict__", None) is None:
        return False
    if cls.__dict__.get("__reduce_ex__") is not None or hasattr(cls, "__deepcopy__"):
        return False
    return not (hasattr(cls, "__slots__") or "__getstate__" in cls.__dict__ or "__setstate__" in cls.__dict__)


def _is_shared(value: Any) -> bool:
    """Whether a copy may hold the same: what cannot change, and is no function that closes over what can."""
    return isinstance(value, _SHARED) and not isinstance(value, FunctionType) and not _is_bound(value)


def _copied(value: Any, memo: dict[int, Any]) -> Any:
    if isinstance(value, FunctionType):
        return copy_function(value, memo) if closes_over_state(value, set()) else value
    if id(value) in memo:
        return memo[id(value)]
    if type(value) is dict and all(id(item) in memo for item in value.values()):
        memo[id(value)] = new = {key: memo[id(item)] for key, item in value.items()}
        return new
    if type(value) in (dict, list) and len(value) > _MANY and _holds_plain_things(value):
        memo[id(value)] = many = value.copy()
        return many
    return copy.deepcopy(value, memo)


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
