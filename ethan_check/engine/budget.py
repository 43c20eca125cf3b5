"""The time that one layer may take: fewer cases once it is used up, which the report says.

It is a plan and no stopwatch. What a call and a case cost is measured on the first ones, and each check gets
what the checks that are still to come do not need: so a layer of half a second a call spends its time on some
cases of every check, and not all of it on the first one. Time decides how many of its cases a check sees, and
nothing else: they are the first ones, with the same numbers as ever, and a verdict on them is made as ever.
Each check judges one case at least, even if the time is used up by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ethan_check.engine.pace import Pace
from ethan_check.result import CutShort

__all__ = ["Budget"]


@dataclass
class Budget:
    """Decides whether a check goes on to another case, and keeps the account of those that time left out.

    Args:
        pace: measures the run, and knows how many seconds it may take, the reading of the layer included.

    Attributes:
        seen: for each check that time kept from some of its cases, how many it saw, and of how many.
        as_found: the checks whose failing case time kept from being made smaller.

    >>> now = [0.0]
    >>> budget = Budget(Pace(clock=lambda: now[0], most=10.0))
    >>> with budget.pace.running():
    ...     for position in budget.positions("gradient", range(24)):
    ...         if position and not budget.allows_case():
    ...             break
    ...         now[0] += 4.0
    >>> position
    2
    """

    pace: Pace = field(default_factory=Pace)
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    as_found: dict[str, None] = field(default_factory=dict)
    _until: float | None = None

    def positions(self, check: str, positions: Sequence[int]) -> Iterator[int]:
        """The positions of a check's cases; when the next one is asked for, one is over."""
        self.pace.begin(check, len(positions))
        self._until = None
        for position in positions:
            yield position
            self.pace.case_is_over()

    def allows_case(self) -> bool:
        """Whether another case of the present check will be over in time, as far as its pace tells."""
        if self.pace.most is None:
            return True
        if self._until is None:
            self._until = self._settled()
        return self.pace.used + self.pace.a_case <= self._until

    def _settled(self) -> float:
        """Until when the present check may go on; settled when its first case has shown its price.

        Those that are to come leave it what they do not need. Where the time is too short for all, each gets
        a share by the calls that its cases take; and a case of each that is to come is paid for before that.
        """
        pace = self.pace
        before = pace.check_since
        left, own = (pace.most or 0.0) - before, pace.cases * pace.a_case
        share = left * own / (own + pace.to_come) if own else left
        return before + min(max(left - pace.to_come, share), left - pace.one_each)

    def allows_shrinking(self) -> bool:
        """Whether there is time to try a smaller case that may fail."""
        pace = self.pace
        return pace.most is None or pace.used + pace.a_case + pace.one_each <= pace.most

    def left_out(self, check: str, seen: int, planned: int) -> str:
        """Note that a check saw fewer cases than it has; the same in words."""
        self.seen[check] = seen, planned
        return str(CutShort(self.pace.most or 0.0, {check: (seen, planned)}))

    def account(self, checks: Iterable[str]) -> CutShort | None:
        """What time kept some checks from; None where that is nothing."""
        names = tuple(checks)
        seen = {check: self.seen[check] for check in names if check in self.seen}
        as_found = tuple(check for check in names if check in self.as_found)
        return CutShort(self.pace.most or 0.0, seen, as_found) if seen or as_found else None
