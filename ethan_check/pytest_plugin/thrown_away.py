"""Layers are thrown away where whatever their finalisers raise is heard by nobody.

pytest makes a warning of what a `__del__` raises, and gives it to the item that happens to run: where
warnings are errors, a good layer would fail for another one's.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ethan_check.subject.execution.kept_process import KeptProcess

if TYPE_CHECKING:
    from ethan_check.engine.entries import EntryRun

__all__ = ["collect_finalised", "has_finaliser", "thrown_away"]


def has_finaliser(thing: Any) -> bool:
    """Whether a class, or one that it is derived from, has a `__del__`.

    >>> has_finaliser(type("Layer", (), {"__del__": print})), has_finaliser(int)
    (True, False)
    """
    if not isinstance(thing, type):
        return False
    bases: tuple[type, ...] = type.__dict__["__mro__"].__get__(thing)  # Whatever its metaclass says.
    return any("__del__" in type.__dict__["__dict__"].__get__(base) for base in bases)


def collect_finalised(thing: Any) -> None:
    """Collect what is left of a class's instances if it has a `__del__`: it takes a tenth of a second."""
    if has_finaliser(thing):
        with KeptProcess():
            gc.collect()


@contextmanager
def thrown_away(run: EntryRun) -> Iterator[None]:
    """Inside, the last reference to the run of a layer is let go."""
    target = run.entry.target
    del run
    with KeptProcess():
        yield
    collect_finalised(target)
