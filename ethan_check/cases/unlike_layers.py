"""Few of many layers, chosen to be unlike each other in their settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ethan_check.cases.settings_met import Settings
from ethan_check.numerics.tolerances.sizes import MOST_SETTINGS

__all__ = ["unlike"]


def unlike(met: Iterable[Settings], others: Mapping[int, Settings], number: int) -> list[int]:
    """The positions of so many of some other layers, each with the most of what is not met yet. What is
    common among all of them counts for more: half of the layers have it, or lack it.

    >>> others = {3: {"bias": "True"}, 5: {"bias": "False"}, 6: {"bias": "True"}, 8: {"bias": "False"}}
    >>> unlike([{"bias": "True"}], others, 2)
    [5, 3]
    """
    counts = Counter(setting for one in others.values() for setting in one.items())
    distinct = Counter(name for name, _ in counts)
    left = {setting for setting in counts if distinct[setting[0]] <= MOST_SETTINGS}
    left -= {setting for one in met for setting in one.items()}
    chosen: list[int] = []
    for _ in range(min(number, len(others))):
        best = max(
            (position for position in others if position not in chosen),
            key=lambda position: sum(counts[s] for s in others[position].items() if s in left),
        )
        chosen.append(best)
        left -= set(others[best].items())
    return chosen
