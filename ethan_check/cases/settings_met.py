"""Settings that a rule draws now and then: each is met, whatever the seed.

A rule that draws a padding for one layer in eight has none among 24 in one run of 25, and a mistake of it
passes. More layers than are judged are drawn, and those with what is rarely met take the place of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

from ethan_check.numerics.tolerances.sizes import MOST_SETTINGS
from ethan_check.subject.execution.object_paths import attributes, float_arrays, read
from ethan_core.case import Case

__all__ = ["Settings", "replacements", "settings_of", "unlike"]

Settings: TypeAlias = Mapping[str, str]
"""What a layer is like, by attribute, as text: its numbers of whole kind, flags and names, and which of its
arrays are of one entry."""


def settings_of(case: Case) -> Settings:
    """What the layer of a case is like: what it holds beside numbers and other objects, which of its arrays
    are of one entry, and how many axes its inputs have.

    >>> class Pool:
    ...     def __init__(self): self.size, self.mode, self.scale, self.b = (2, 3), "max", 0.5, np.ones(1)
    >>> dict(settings_of(Case(Pool(), (np.ones((1, 4, 4)),))))
    {'size': '(2, 3)', 'mode': "'max'", 'b is one number': 'True', 'axes of input 0': '3'}
    """
    held = {name: repr(value) for name, value in attributes(case.layer).items() if _is_setting(value)}
    numbers = {
        f"{'.'.join(path)} is one number": str(read(case.layer, path).size == 1)
        for path in float_arrays(case.layer)
    }
    axes = {f"axes of input {number}": str(np.ndim(x)) for number, x in enumerate(case.inputs)}
    return held | numbers | axes


def _is_setting(value: Any) -> bool:
    if type(value) is tuple:
        return all(map(_is_setting, value))
    return type(value) in (int, bool, str, type(None))


def replacements(
    judged: Mapping[int, Settings], further: Mapping[int, Settings], replaceable: Iterable[int]
) -> dict[int, int]:
    """Which of the layers that are judged give way to which of further ones, so that each setting is met.

    Args:
        judged: what the layers are like that are judged as they are drawn, by position.
        further: what others of the same rule are like.
        replaceable: the positions of layers that may give way, the first ones first. None does with which a
            setting would go.

    >>> judged = {0: {"padding": "0"}, 1: {"padding": "0"}}
    >>> replacements(judged, {24: {"padding": "0"}, 25: {"padding": "1"}, 26: {"padding": "1"}}, [1])
    {1: 25}
    """
    counts = Counter(setting for one in judged.values() for setting in one.items())
    every = {*counts, *(setting for one in further.values() for setting in one.items())}
    distinct = Counter(name for name, _ in every)
    may_give_way, found = list(replaceable), {}

    def is_met(setting: tuple[str, str], times: int) -> bool:
        """What is another number for every layer is no setting."""
        return distinct[setting[0]] > MOST_SETTINGS or counts[setting] >= times

    def is_spare(place: int) -> bool:
        return all(is_met(setting, 2) for setting in judged[place].items())

    for position, one in further.items():
        if all(is_met(setting, 1) for setting in one.items()):
            continue
        place = next(filter(is_spare, may_give_way), None)
        if place is None:
            break
        may_give_way.remove(place)
        counts.subtract(judged[place].items())
        counts.update(one.items())
        found[place] = position
    return found


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
