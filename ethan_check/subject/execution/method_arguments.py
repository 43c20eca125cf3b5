"""Which arguments a method of somebody else's takes, and which of them it must be given."""

from __future__ import annotations

import inspect
from functools import lru_cache
from types import FunctionType, MethodType
from typing import Any

__all__ = ["arguments", "arity"]

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def arity(layer: Any, method: str) -> int | None:
    """How many positional arguments a method must be given; None if it is missing or cannot be read.

    >>> arity("text", "split"), arity("text", "spilt")
    (0, None)
    """
    listed = arguments(layer, method)
    if listed is None:
        return None
    required = sum(1 for needed in listed.values() if needed)
    return max(required, 1) if any(name.startswith("*") for name in listed) else required


def arguments(layer: Any, method: str) -> dict[str, bool] | None:
    """The positional arguments of a method by name, and whether each must be given; `*name` takes any number.

    None if the method is missing or cannot be read.

    >>> arguments("text", "zfill")
    {'width': True}
    """
    function = layer if method == "__call__" else getattr(layer, method, None)
    if not callable(function):
        return None
    if isinstance(function, MethodType) and isinstance(function.__func__, FunctionType):
        listed = _positional(function.__func__)
        bound = None if listed is None else listed[0 if listed and listed[0][0].startswith("*") else 1 :]
    else:
        bound = _positional(function) if isinstance(function, FunctionType) else _looked_up(function)
    return None if bound is None else dict(bound)


def _looked_up(function: Any) -> tuple[tuple[str, bool], ...] | None:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    found = []
    for p in parameters:
        if p.kind in _POSITIONAL:
            found.append((p.name, p.default is inspect.Parameter.empty))
        elif p.kind is inspect.Parameter.VAR_POSITIONAL:
            found.append((f"*{p.name}", False))
    return tuple(found)


@lru_cache(maxsize=1024)
def _positional(function: FunctionType) -> tuple[tuple[str, bool], ...] | None:
    """The same for plain functions, whose signatures are worth remembering: reading one takes a while."""
    return _looked_up(function)
