"""What the entries of a registry are about, so that a scan of their module does not offer it again."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from ethan_check.loading.found_layers import origin_of
from ethan_core.registry import Entry

__all__ = ["RegisteredThings"]


class RegisteredThings:
    """The classes and functions of some entries, and the classes that their factories make.

    >>> things = RegisteredThings([Entry("mine.v1", dict), Entry("made.v1", lambda: frozenset())])
    >>> things.includes(dict), things.includes(frozenset), things.includes(list)
    (True, True, False)
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._things = [thing for entry in self._entries for thing in _things(entry)]
        self._made_by_factories = {
            name for thing in self._things if inspect.isfunction(thing) for name in thing.__code__.co_names
        }

    def includes(self, thing: Any) -> bool:
        """Whether an entry is about a class or function, or a registered factory names it."""
        if any(thing is one for one in self._things):
            return True
        return inspect.isclass(thing) and thing.__name__ in self._made_by_factories

    def why_a_base(self, cls: type) -> str:
        """In a few words, that a registered layer inherits from a class; empty where none does.

        >>> class Ordered(dict): ...
        >>> RegisteredThings([Entry("mine.v1", Ordered)]).why_a_base(dict)
        'the base of mine.v1, which is registered'
        """
        for entry in self._entries:
            if any(inspect.isclass(one) and issubclass(one, cls) for one in _things(entry)):
                return f"the base of {entry.name}, which is registered"
        return ""


def _things(entry: Entry) -> Iterator[Any]:
    """What an entry makes: its target, and the classes of the layers in its ready cases."""
    yield origin_of(entry)
    for case in entry.cases:
        layer = getattr(case, "layer", None)
        if layer is not None:
            yield type(layer)
