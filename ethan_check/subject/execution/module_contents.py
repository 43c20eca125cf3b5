"""What a module holds, and which modules there are: compared by what a layer must not change in them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from operator import is_
from types import ModuleType
from typing import Any

__all__ = ["Attributes", "Modules", "restore_modules", "restorer"]


class Attributes(dict[str, Any]):
    """What a module holds, equal to later contents that differ in submodules alone: those may be imported."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and not self.changed(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def changed(self, later: dict[str, Any]) -> set[str]:
        """The names of what has been added, replaced or removed since.

        >>> sorted(Attributes(a=1, b=2, c=3).changed({"a": 1, "b": 7, "d": 4}))
        ['b', 'c', 'd']
        """
        if len(later) == len(self) and all(map(is_, later.values(), self.values())):
            return set()  # As a rule: nothing has been added, so the order is the same, too.
        nothing = object()
        names = {
            name
            for name in self.keys() | later.keys()
            if self.get(name, nothing) is not later.get(name, nothing)
        }
        return {name for name in names if name in self or not _comes_by_itself(name, later[name])}


def _comes_by_itself(name: str, value: Any) -> bool:
    """Whether Python adds it: a submodule that was imported, or the warnings that a module has given."""
    return isinstance(value, ModuleType) or name == "__warningregistry__"


def restorer(module: ModuleType) -> Callable[[Attributes], None]:
    """What gives a module its earlier contents again."""

    def restore(before: Attributes) -> None:
        now = vars(module)
        for name in before.changed(now):
            if name in before:
                now[name] = before[name]
            else:
                del now[name]

    return restore


class Modules(dict[str, Any]):
    """Modules by name, equal to later ones that have the same under each: what is imported since may stay."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, dict):
            return False
        return all(map(is_, map(other.get, self), self.values()))

    def __ne__(self, other: object) -> bool:
        return not self == other


def restore_modules(before: dict[str, Any]) -> None:
    """Put those back that were there; what has been imported since is left."""
    sys.modules.update(before)
