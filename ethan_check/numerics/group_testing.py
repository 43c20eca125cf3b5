"""Finding the few wrong entries among many with few questions.

A question asks whether a group of entries, moved together along random signs, shows a difference. A
group that shows none is done with in one question; one that does is halved. So w wrong entries among n
are found with about w log2(n) questions (Dorfman 1943; Hwang 1972), not n.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Ask", "find_wrong"]

Group: TypeAlias = npt.NDArray[np.intp]

Ask: TypeAlias = Callable[[Group], float]
"""A group of entry numbers -> how far beyond its tolerance the difference is; 0 or less when it is not."""


def find_wrong(ask: Ask, size: int, limit: int = 5, questions: int = 400) -> list[int]:
    """Up to `limit` wrong entries among `size`, the group that is worst followed first.

    >>> wrong = {3, 700}
    >>> find_wrong(lambda group: float(len(wrong & set(group.tolist()))), 1000)
    [3, 700]
    """
    found: list[int] = []
    everything = np.arange(size)
    # A heap of (minus excess, first entry, group): the worst group is split next.
    heap: list[tuple[float, int, Group]] = []

    def consider(group: Group) -> None:
        excess = ask(group)
        if excess > 0:
            heapq.heappush(heap, (-excess, int(group[0]), group))

    if size:
        consider(everything)
    asked = 1
    while heap and len(found) < limit and asked < questions:
        _, _, group = heapq.heappop(heap)
        if len(group) == 1:
            found.append(int(group[0]))
            continue
        middle = len(group) // 2
        consider(group[:middle])
        consider(group[middle:])
        asked += 2
    return sorted(found)
