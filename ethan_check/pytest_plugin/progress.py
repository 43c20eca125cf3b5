"""Signs of life: where a run is while a layer takes seconds, and how long it will take.

A terminal has a line that comes after two seconds and goes when the item is over; a log, as in CI, gets a
plain line now and then. Nothing at all is said of quick layers. The line moves on when the layer's own code
returns: no thread of ours runs beside it, which a layer that forks would have to pay for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from ethan_check.pytest_plugin.options import PREFIX
from ethan_check.pytest_plugin.progress_text import where_a_layer_is, where_a_run_is
from ethan_check.pytest_plugin.status_line import StatusLine

if TYPE_CHECKING:
    from ethan_check.engine.pace import Pace

__all__ = ["Progress"]

SLOW = 2.0
"""Seconds of one layer after which a person begins to wonder; quicker ones are not spoken of."""

OFTEN, SELDOM = 0.5, 10.0
"""Seconds between two texts: in a terminal, where one replaces the other, and in a log, which keeps all."""


class Progress:
    """Watches the items of layers; lives on the process that has the terminal.

    Args:
        line: where texts are shown.
        clock: seconds.
    """

    NAME = "ethan-progress"

    def __init__(self, line: StatusLine, clock: Callable[[], float] = monotonic) -> None:
        self._line, self._clock = line, clock
        self._items: Counter[str] = Counter()
        self._over: Counter[str] = Counter()
        self._took: defaultdict[str, float] = defaultdict(float)
        self._layer, self._layer_since = "", 0.0
        self._shown = self._began = clock()

    def pytest_sessionstart(self) -> None:
        """See whether there is a terminal while nothing is captured."""
        self._line.look()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Count what there is to do."""
        self._expect(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Iterable[str]) -> None:
        """The same on a controller, which collects nothing itself."""
        self._expect(ids)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Take the text away before pytest says how the item ended."""
        layer = _layer_of(item.nodeid)
        if layer != self._layer:
            self._layer, self._layer_since = layer, self._clock()
        try:
            yield
        finally:
            self._line.clear()

    def __call__(self, pace: Pace) -> None:
        """A call of a layer is over: show where it is, if it takes long."""
        now = self._clock()
        if now - self._layer_since >= SLOW and self._is_due(now):
            done, others = self._done(), len(self._items) - self._done() - 1
            mean = (self._layer_since - self._began) / done if done else 0.0
            left = None if others and not done else pace.left + others * mean
            self._show(where_a_layer_is(pace), left, now)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, None, None]:
        """Count what is done; on a controller it is all there is to show."""
        self._line.clear()
        yield
        layer = _layer_of(report.nodeid)
        if not layer:
            return
        self._took[layer] += report.duration
        self._over[layer] += report.when == "teardown"
        now = self._clock()
        if hasattr(report, "node") and self._took[layer] >= SLOW and self._is_due(now):
            over, items = self._over[layer], self._items[layer]
            checks = f"{layer}: {over} of {items} checks done" if over < items else ""
            over, items = sum(self._over.values()), sum(self._items.values())
            left = (now - self._began) * (items - over) / over if over else None
            self._show(checks, left, now)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        self._line.clear()

    def _expect(self, ids: Iterable[str]) -> None:
        self._items = Counter(layer for one in ids if (layer := _layer_of(one)))
        self._shown = self._began = self._clock()

    def _is_due(self, now: float) -> bool:
        return now - self._shown >= (OFTEN if self._line.is_live else SELDOM)

    def _done(self) -> int:
        return sum(self._over[layer] >= count for layer, count in self._items.items())

    def _show(self, text: str, left: float | None, now: float) -> None:
        parts = (text, where_a_run_is(self._done(), len(self._items), left))
        self._line.show(f"ethan: {'; '.join(part for part in parts if part)}")
        self._shown = now


def _layer_of(nodeid: str) -> str:
    """The layer of an item of ours; empty for any other item.

    >>> _layer_of("ethan::relu.v1::gradient"), _layer_of("test_mine.py::test_it")
    ('relu.v1', '')
    """
    return nodeid.split("::")[1] if nodeid.startswith(PREFIX) else ""
