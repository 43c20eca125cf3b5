"""Finding the few wrong entries among many with few group tests.

A test measures the difference that a group of entries shows when they move together along random signs. A
group that shows none is done with in one test; one that does is halved. Differences of parts add up to that
of the whole, so of two halves one is tested and the other is inferred: w wrong entries among n are found with
about w log2(n) tests (Dorfman 1943; Hwang 1972), not n.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.tolerances.sizes import FEW_WRONG, GROUP_TESTS

__all__ = ["Answer", "GroupTest", "find_wrong"]

Group: TypeAlias = npt.NDArray[np.intp]


class Answer(NamedTuple):
    """The difference that a group shows, and how large it may be in a group where nothing is wrong.

    >>> whole, part = Answer(1.5, 0.25), Answer(1.0, 0.125)
    >>> whole.excess, whole.without(part)
    (1.25, Answer(difference=0.5, tolerance=0.375))
    """

    difference: float
    tolerance: float

    @property
    def excess(self) -> float:
        """How far the difference is beyond its tolerance; 0 or less when it is not."""
        return abs(self.difference) - self.tolerance

    def without(self, part: Answer) -> Answer:
        """What the rest of a group shows."""
        return Answer(self.difference - part.difference, self.tolerance + part.tolerance)


GroupTest: TypeAlias = Callable[[Group], Answer | None]
"""A group of entry numbers -> what it shows; None where that cannot be measured."""


def find_wrong(
    test: GroupTest,
    size: int,
    limit: int = FEW_WRONG,
    tests: int = GROUP_TESTS,
    whole: Answer | None = None,
) -> list[int]:
    """Up to `limit` wrong entries among `size`, the group that is worst followed first.

    Args:
        test: what a group of entries shows.
        size: how many entries there are.
        limit: how many wrong entries are enough.
        tests: how many groups may be tested.
        whole: what all entries together show, if that was tested before.

    >>> wrong = {3, 700}
    >>> find_wrong(lambda group: Answer(len(wrong & set(group.tolist())), 0.5), 1000)
    [3, 700]
    """
    search = _Search(test, tests)
    everything = np.arange(size)
    if size:
        search.follow(everything, whole or search.test(everything))
    found: list[int] = []
    while len(found) < limit and search.left > 0 and (search.heap or search.revisit_silent_groups()):
        _, _, group, answer = heapq.heappop(search.heap)
        if len(group) == 1:
            found.append(int(group[0]))
        else:
            search.halve(group, answer)
    return sorted(found)


class _Search:
    def __init__(self, test: GroupTest, tests: int) -> None:
        self.test_group, self.left = test, tests
        # A heap of (minus excess, first entry, group, answer): the worst group is split next.
        self.heap: list[tuple[float, int, Group, Answer]] = []
        self.silent: list[Group] = []

    def test(self, group: Group) -> Answer | None:
        self.left -= 1
        return self.test_group(group)

    def follow(self, group: Group, answer: Answer | None) -> None:
        if answer is not None and answer.excess > 0:
            heapq.heappush(self.heap, (-answer.excess, int(group[0]), group, answer))

    def halve(self, group: Group, answer: Answer) -> None:
        middle = len(group) // 2
        first, second = group[:middle], group[middle:]
        shown = self.test(first)
        self.follow(first, shown)
        rest = None if shown is None else answer.without(shown)
        if rest is not None and rest.excess > 0:
            self.follow(second, rest)
        elif shown is not None and shown.excess > 0:
            self.silent.append(second)  # Nothing is left for it, up to the tolerance of the whole.
        else:
            self.follow(second, self.test(second))

    def revisit_silent_groups(self) -> bool:
        """Test all groups together that had nothing left for them, and each if that shows anything."""
        groups, self.silent = self.silent, []
        if not groups:
            return False
        together = self.test(np.sort(np.concatenate(groups)))
        if together is not None and together.excess <= 0:
            return False
        for group in groups:
            self.follow(group, self.test(group))
        return bool(self.heap)
