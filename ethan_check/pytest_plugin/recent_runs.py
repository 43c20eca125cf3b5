"""The runs of the layers whose items were asked last: those of a thousand layers would fill the memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Generic, TypeVar

__all__ = ["RecentRuns"]

Run = TypeVar("Run")

_KEPT = 4
"""How many are kept: items stand layer by layer, but some plugins interleave those of a few layers."""


class RecentRuns(Generic[Run]):
    """Makes a run when its layer is asked first, and again if it was let go meanwhile.

    Args:
        let_go: what is to be done with one that is not kept any more.
        around: entered with one, and left when nobody holds it any more.

    >>> runs, made = RecentRuns(), []
    >>> for layer in "aabcdea":
    ...     _ = runs.of(layer, lambda: made.append(layer))
    >>> made
    ['a', 'b', 'c', 'd', 'e', 'a']
    """

    def __init__(
        self,
        let_go: Callable[[Run], None] = lambda run: None,
        around: Callable[[Run], AbstractContextManager[Any]] = nullcontext,
    ) -> None:
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._let_go, self._around = let_go, around

    def of(self, layer: str, make: Callable[[], Run]) -> Run:
        """The run of a layer, by its name."""
        if layer not in self._runs:
            self._runs[layer] = make()
        self._runs.move_to_end(layer)
        self._keep(_KEPT)
        return self._runs[layer]

    def clear(self) -> None:
        """Let all of them go."""
        self._keep(0)

    def _keep(self, most: int) -> None:
        while len(self._runs) > most:
            run = self._runs.popitem(last=False)[1]
            with self._around(run):
                self._let_go(run)
                del run
