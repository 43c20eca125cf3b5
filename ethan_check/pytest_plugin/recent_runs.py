"""The runs of the layers whose items were asked last: those of a thousand layers would fill the memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.engine.entries import EntryRun

__all__ = ["RecentRuns"]

_KEPT = 4
"""How many are kept: items stand layer by layer, but some plugins interleave those of a few layers."""


class RecentRuns:
    """Makes a run when its layer is asked first, and again if it was let go meanwhile.

    >>> runs, made = RecentRuns(), []
    >>> for layer in "aabcdea":
    ...     _ = runs.of(layer, lambda: made.append(layer))
    >>> made
    ['a', 'b', 'c', 'd', 'e', 'a']
    """

    def __init__(self) -> None:
        self._runs: OrderedDict[str, EntryRun] = OrderedDict()

    def of(self, layer: str, make: Callable[[], EntryRun]) -> EntryRun:
        """The run of a layer, by its name."""
        if layer not in self._runs:
            self._runs[layer] = make()
        self._runs.move_to_end(layer)
        while len(self._runs) > _KEPT:
            self._runs.popitem(last=False)
        return self._runs[layer]
