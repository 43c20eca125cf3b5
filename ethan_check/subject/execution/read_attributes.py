"""Attributes of somebody else's objects, which may raise anything when they are looked at."""

from __future__ import annotations

from types import MethodType
from typing import Any

from ethan_check.subject.execution.interruptions import let_pass
from ethan_core.plain_text import name_of, plain_line

__all__ = ["attribute", "name_of_layer"]


def name_of_layer(layer: Any) -> str:
    """What to call a layer in messages: its own name, as classes and functions have one, or its class's.

    >>> name_of_layer(len), name_of_layer([])
    ('len', 'list')
    """
    own = attribute(layer, "__name__")
    if type(layer) is MethodType and isinstance(layer.__self__, type) and isinstance(own, str):
        return plain_line(f"{name_of(layer.__self__)}.{own}")  # As `Rule.apply`, of which there are many.
    return plain_line(own) if isinstance(own, str) and own else name_of(type(layer))


def attribute(holder: Any, name: str, default: Any = None) -> Any:
    """An attribute, or the default where there is none or where looking at it raises anything.

    >>> attribute([], "append") is None, attribute([], "add", 7)
    (False, 7)
    """
    try:
        return getattr(holder, name, default)
    except BaseException as error:
        let_pass(error)
        return default
