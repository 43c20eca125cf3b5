"""How fast a run of one layer is: what its own calls and its cases have cost so far, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

from ethan_check.subject.execution.call_times import told_of_calls

__all__ = ["CALLS_A_CASE", "Listener", "Pace"]

CALLS_A_CASE: Mapping[str, int] = {
    "batch": 6,
    "determinism": 14,
    "dtype": 9,
    "formula": 6,
    "gradient": 5,
    "layout": 14,
    "linearity": 6,
    "purity": 6,
    "shapes": 2,
    "stability": 9,
    "state": 36,
    "thresholds": 74,
    "update": 6,
}
"""So many calls of forward and backward one case of a check takes, as counted on the reference layers: of a
check that has not begun. Cases that have been seen speak for the next one of the same check.
"""

_OF_ANY_CHECK = 6
"""The same of a check that is not in the table, such as a plugin's: the median of those that are."""


class Listener(Protocol):
    """Is told after each call of the layer, and when a check begins, how far the run is."""

    def __call__(self, pace: Pace) -> None: ...


def _nobody(pace: Pace) -> None:
    pass


@dataclass
class Pace:
    """Measures one layer's run, which may be made of several parts with something else between them.

    Args:
        layer: its name.
        clock: seconds, from wherever; a test hands over its own.
        listener: who is told.
        most: the seconds that the run may take; None for as many as it takes.

    Attributes:
        calls, in_calls: how often the layer's own code ran, and for how many seconds.
        check: the one that is asked now; empty while the layer is read.
        over, cases: how many of its cases have been looked at, and how many it has.
        check_since: what had been used when it began, in seconds.
        ahead: the checks that will be asked, each with the number of its cases.

    >>> seconds = iter([0.0, 0.0, 2.0, 3.0])
    >>> pace = Pace("slow.v1", clock=lambda: next(seconds))
    >>> with pace.running():
    ...     pace.call_began(); pace.call_ended()
    >>> pace.a_call, pace.used
    (2.0, 3.0)
    """

    layer: str = ""
    clock: Callable[[], float] = field(default_factory=lambda: perf_counter)
    listener: Listener = _nobody
    most: float | None = None
    calls: int = 0
    in_calls: float = 0.0
    check: str = ""
    over: int = 0
    cases: int = 0
    ahead: dict[str, int] = field(default_factory=dict)
    check_since: float = 0.0
    _asked: set[str] = field(default_factory=set)
    _spent: float = 0.0
    _since: float | None = None
    _cases_took: float = 0.0
    _call_since: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """What happens inside is a part of the run; nested ones are the same part."""
        if self._since is not None:
            yield
            return
        self._since = self.clock()
        try:
            # Calls are measured where somebody asks what they cost.
            with nullcontext() if self.most is None and self.listener is _nobody else told_of_calls(self):
                yield
        finally:
            self._spent, self._since = self.used, None

    @property
    def used(self) -> float:
        """The seconds that the run has taken so far."""
        return self._spent + (0.0 if self._since is None else self.clock() - self._since)

    @property
    def a_call(self) -> float:
        """What a call of the layer's own forward or backward takes, in seconds; 0 before the first."""
        return self.in_calls / self.calls if self.calls else 0.0

    @property
    def a_case(self) -> float:
        """What a case of the present check takes, in seconds: the mean of those that are over, if any are."""
        return self._cases_took / self.over if self.over else self.unseen_case(self.check)

    def unseen_case(self, check: str) -> float:
        """What a case of a check takes of which none has been seen, in seconds."""
        return self.a_call * CALLS_A_CASE.get(check, _OF_ANY_CHECK)

    @property
    def to_come(self) -> float:
        """The seconds that the checks ahead take for all of their cases."""
        return sum(count * self.unseen_case(check) for check, count in self.ahead.items())

    @property
    def one_each(self) -> float:
        """The seconds that they take for one case each, which is the least that they are asked."""
        return sum(self.unseen_case(check) for check in self.ahead)

    @property
    def left(self) -> float:
        """The seconds that the layer still needs, as far as its pace tells."""
        in_this_case = self.used - self.check_since - self._cases_took
        this_case = max(self.a_case - in_this_case, 0.0) if self.over < self.cases else 0.0
        all_cases = this_case + max(self.cases - self.over - 1, 0) * self.a_case + self.to_come
        if self.most is None:
            return all_cases
        return min(all_cases, max(self.most - self.used, this_case + self.one_each))

    def expect(self, cases: Mapping[str, int]) -> None:
        """Checks that will be asked, with the numbers of their cases; those that were asked are left out."""
        self.ahead |= {check: count for check, count in cases.items() if check not in self._asked}

    def begin(self, check: str, cases: int) -> None:
        """A check begins."""
        self.ahead.pop(check, None)
        self._asked.add(check)
        self.check, self.over, self.cases = check, 0, cases
        self.check_since, self._cases_took = self.used, 0.0

    def case_is_over(self) -> None:
        """A case of the present check has been looked at."""
        self.over += 1
        self._cases_took = self.used - self.check_since

    def call_began(self) -> None:
        """The layer's own code is called."""
        self._call_since = self.clock()

    def call_ended(self) -> None:
        """It is over."""
        self.in_calls += self.clock() - self._call_since
        self.calls += 1
        self.listener(self)
