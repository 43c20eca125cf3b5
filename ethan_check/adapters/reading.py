"""Looking at a stranger's object: how many arguments it takes, which arrays it holds."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.adapters.base import Path
from ethan_core.layer import Array

__all__ = ["arity", "attributes", "float_arrays", "read"]


def arity(layer: Any, method: str) -> int | None:
    """How many positional arguments a method must be given; None if it is missing or cannot be read.

    >>> arity("text", "split"), arity("text", "spilt")
    (0, None)
    """
    function = getattr(layer, method, None)
    if not callable(function):
        return None
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    required = [p for p in parameters if p.kind in positional and p.default is inspect.Parameter.empty]
    variadic = any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters)
    return max(len(required), 1) if variadic else len(required)


def attributes(layer: Any) -> dict[str, Any]:
    """What an object holds, by attribute name, whether in `__dict__` or in `__slots__`."""
    held = dict(getattr(layer, "__dict__", {}))
    for cls in type(layer).__mro__:
        slots = cls.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(layer, name):
                held[name] = getattr(layer, name)
    return held


def float_arrays(layer: Any) -> list[Path]:
    """Where the layer holds arrays of floating-point numbers: in attributes, in mappings and lists of
    them, and in the members of a container of layers.
    """
    found: list[Path] = []
    _search(layer, (), found, depth=0)
    return found


def _search(holder: Any, path: Path, found: list[Path], depth: int) -> None:
    if depth > 3:
        return
    for key, value in _items(holder):
        here = (*path, key)
        if isinstance(value, np.ndarray):
            if value.dtype.kind == "f":
                found.append(here)
        elif isinstance(value, Mapping | list | tuple) or hasattr(value, "backward"):
            _search(value, here, found, depth + 1)


def _items(holder: Any) -> list[tuple[str, Any]]:
    if isinstance(holder, Mapping):
        return [(str(key), value) for key, value in holder.items()]
    if isinstance(holder, list | tuple):
        return [(str(position), value) for position, value in enumerate(holder)]
    return list(attributes(holder).items())


def read(layer: Any, path: Path) -> Array:
    """The object at a path.

    >>> class Holder: params = {"W": np.ones(2)}
    >>> read(Holder(), ("params", "W"))
    array([1., 1.])
    """
    value = layer
    for position, key in enumerate(path):
        if isinstance(value, Mapping):
            value = value[key] if key in value else value[_original_key(value, key)]
        elif isinstance(value, list | tuple):
            value = value[int(key)]
        else:
            value = getattr(value, key)
        if position == 0 and callable(value) and not isinstance(value, np.ndarray) and len(path) > 1:
            value = value()
    return value  # type: ignore[no-any-return]


def _original_key(mapping: Mapping[Any, Any], key: str) -> Any:
    return next(original for original in mapping if str(original) == key)
