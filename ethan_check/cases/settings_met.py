"""Settings that a rule draws now and then: each is met, whatever the seed.

A rule that draws a padding for one layer in eight has none among 24 in one run of 25, and a mistake of it
passes. More layers than are judged are drawn, and those with what is rarely met take the place of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import combinations, islice
from typing import Any, TypeAlias

import numpy as np

from ethan_check.numerics.tolerances.sizes import MOST_SETTINGS
from ethan_check.subject.execution.object_paths import attributes, float_arrays, read
from ethan_core.case import Case

__all__ = ["Settings", "replacements", "settings_of"]

Settings: TypeAlias = Mapping[str, str]
"""What a layer is like, by attribute, as text: its numbers of whole kind, flags and names, and which of its
arrays are of one entry."""


def settings_of(case: Case) -> Settings:
    """What the layer of a case is like: what it holds beside other objects, of numbers whether they are 0,
    which of its arrays are of one entry, and how many axes its inputs have.

    >>> class Pool:
    ...     def __init__(self): self.size, self.mode, self.p, self.b = (2, 3), "max", 0.5, np.ones(1)
    >>> settings_of(Case(Pool(), (np.ones((1, 4, 4)),)))
    {'size': '(2, 3)', 'mode': "'max'", 'p is 0': 'False', 'b is one number': 'True', 'axes of input 0': '3'}
    """
    own = attributes(case.layer)
    held = {name: repr(value) for name, value in own.items() if _is_setting(value)}
    held |= {f"{name} is 0": str(value == 0) for name, value in own.items() if type(value) is float}
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
    """Which of the layers that are judged give way to which of further ones, so that each setting is met, and
    then the commonest two of them together: a mode in which a rate that is 0 changes nothing shows little.

    Args:
        judged: what the layers are like that are judged as they are drawn, by position.
        further: what others of the same rule are like.
        replaceable: the positions of layers that may give way, the first ones first. None does with which a
            setting would go.

    >>> judged = {0: {"padding": "0"}, 1: {"padding": "0"}}
    >>> replacements(judged, {24: {"padding": "0"}, 25: {"padding": "1"}, 26: {"padding": "1"}}, [1])
    {1: 25}
    >>> on, off = {"training": "True", "p is 0": "False"}, {"training": "False", "p is 0": "True"}
    >>> replacements({0: on, 1: off, 2: on, 3: off}, {24: on, 25: off | {"p is 0": "False"}}, [1, 2])
    {1: 25}
    """
    plan = _Plan(judged, further, list(replaceable))
    plan.meet_each()
    plan.meet_pairs()
    return plan.found


class _Plan:
    """Which layers are judged so far, and what is met in them."""

    def __init__(
        self, judged: Mapping[int, Settings], further: Mapping[int, Settings], may_give_way: list[int]
    ) -> None:
        self.judged, self.further, self.may_give_way = judged, further, may_give_way
        self.found: dict[int, int] = {}
        self.counts = Counter(setting for one in judged.values() for setting in one.items())
        every = {*self.counts, *(setting for one in further.values() for setting in one.items())}
        self.distinct = Counter(name for name, _ in every)

    def meet_each(self) -> None:
        """Let layers give way to the first ones with a setting that none of the judged has."""
        for position, one in self.further.items():
            if all(self._is_met(setting, 1) for setting in one.items()):
                continue
            place = next(self._spare(), None)
            if place is None:
                break
            self._give_way(place, position)

    def meet_pairs(self) -> None:
        """Let layers give way to those with two settings that none of the judged has together, the commonest
        two first. None does with which two would go that are as common.
        """
        vary = {name for name, values in self.distinct.items() if 1 < values <= MOST_SETTINGS}
        pairs = {position: _pairs(one, vary) for position, one in {**self.judged, **self.further}.items()}
        total = Counter(pair for of_one in pairs.values() for pair in of_one)
        now = Counter(pair for place in self.judged for pair in pairs[self.found.get(place, place)])
        for pair, times in total.most_common():
            positions = (position for position in self.further if not now[pair] and pair in pairs[position])
            places = (p for p in self._spare() if all(now[q] > 1 for q in pairs[p] if total[q] >= times))
            for position, place in islice(zip(positions, places, strict=False), 1):
                self._give_way(place, position)
                now.subtract(pairs[place])
                now.update(pairs[position])

    def _is_met(self, setting: tuple[str, str], times: int) -> bool:
        """What is another number for every layer is no setting."""
        return self.distinct[setting[0]] > MOST_SETTINGS or self.counts[setting] >= times

    def _spare(self) -> Iterator[int]:
        """The places whose layers may give way, and no setting goes with them."""
        for place in self.may_give_way:
            if all(self._is_met(setting, 2) for setting in self.judged[place].items()):
                yield place

    def _give_way(self, place: int, position: int) -> None:
        self.may_give_way.remove(place)
        self.counts.subtract(self.judged[place].items())
        self.counts.update(self.further[position].items())
        self.found[place] = position


def _pairs(one: Settings, names: Set[str]) -> list[tuple[tuple[str, str], ...]]:
    """Two settings together, of those whose names are given."""
    return list(combinations((setting for setting in one.items() if setting[0] in names), 2))
