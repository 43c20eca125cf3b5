"""Which operation is what at complex numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["by_name", "rule"]

_Rule = TypeVar("_Rule", bound=Callable[..., Any])

_RULES: dict[str, Callable[..., Any]] = {}


def rule(*names: str) -> Callable[[_Rule], _Rule]:
    """Enter a function for operations of torch's: `max` for every overload, `max.dim` for one."""

    def entered(function: _Rule) -> _Rule:
        _RULES.update(dict.fromkeys(names, function))
        return function

    return entered


def by_name(name: str, overload: str) -> Callable[..., Any] | None:
    """The function for an operation; None where there is none.

    >>> by_name("no such thing", "default") is None
    True
    """
    return _RULES.get(f"{name}.{overload}") or _RULES.get(name)
