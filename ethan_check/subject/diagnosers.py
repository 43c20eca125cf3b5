"""How the diagnoses of installed plugins are found: what explains a gradient does not know who loads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["Diagnoser", "installed_diagnosers", "offer_diagnosers"]

Diagnoser = Callable[[Any, Any], Any]
"""Takes a wrong gradient and the subject that states it; returns what explains it, as texts, or None."""

_find: Callable[[], Mapping[str, Diagnoser]] = dict


def offer_diagnosers(find: Callable[[], Mapping[str, Diagnoser]]) -> None:
    """Say how they are found, by the names of their plugins."""
    global _find
    _find = find


def installed_diagnosers() -> Mapping[str, Diagnoser]:
    """The diagnoses of plugins, by the names of these."""
    return _find()
