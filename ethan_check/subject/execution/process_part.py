"""One part of a process that a layer may change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

__all__ = ["Part", "attribute"]


class Part(NamedTuple):
    """One part of a process.

    Args:
        name: as it is told: what a layer changes.
        read: gives its state; two that are equal are the same.
        put_back: makes it what it was; None where that cannot be, and it is only noticed.
    """

    name: str
    read: Callable[[], Any]
    put_back: Callable[[Any], Any] | None


def attribute(holder: Any, name: str, told: str) -> Part:
    """An attribute of a module, which layers put something else in the place of.

    >>> import sys
    >>> attribute(sys, "excepthook", "sys.excepthook").read() is sys.excepthook
    True
    """
    return Part(told, lambda: getattr(holder, name, None), lambda value: setattr(holder, name, value))
