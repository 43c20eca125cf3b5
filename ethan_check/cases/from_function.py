"""Cases from a rule of the layer's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count, islice

import numpy as np

from ethan_check.cases.resampling import lengthened
from ethan_check.cases.settings_met import Settings, replacements, settings_of
from ethan_check.cases.source import DrawnCase, Fails
from ethan_check.cases.special_values import special_in_words, with_special_values, would_show_little
from ethan_check.numerics.tolerances.sizes import (
    DEFAULT_CASES,
    FURTHER_DRAWS,
    RULE_CASES,
    SHRUNK_RULE_CASES,
)
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.execution.global_rngs import seeded_global_rngs
from ethan_check.subject.size_limits import is_large
from ethan_core.case import Case, CaseDrawer

__all__ = ["DrawerSource"]

_WAYS = (
    "as drawn",
    "as drawn",
    "parameters moved",
    "special values",
    "a longer axis",
    "special values",
    "a longer axis",
    "special values",
)
"""What becomes of a draw, in turn: a rule rarely draws an exact zero, a long axis, or parameters away from
their start.
"""

_REPLACEABLE = (1, 2, 9, 10, 17, 18, 8, 16)
"""The positions whose layers may give way to others: those whose inputs stay as they are drawn, but the very
first, which is what a rule draws. A check of structure, which looks at few, looks at the first of them."""

_MOST_DRAWS = 16
"""So often it is drawn at most, where special values would show little: a rule of which half the draws are
like that gives others in all but 1 of 65,536."""


@dataclass(frozen=True)
class DrawerSource:
    """Cases from a rule of the layer's own.

    >>> rows = lambda rng: Case(object(), (np.ones((int(rng.integers(1, 9)), 2)),))
    >>> DrawerSource([rows], seed=0).smaller(lambda drawn: len(drawn.case.inputs[0]) > 2).case.inputs[0].shape
    (3, 2)
    """

    drawers: Sequence[CaseDrawer]
    seed: int
    count: int = DEFAULT_CASES

    @property
    def draws_layers(self) -> bool:
        """Yes, as a rule."""
        return True

    def draw(self, position: int) -> DrawnCase:
        """The case at a position: the rules take turns, each with a generator of its own seed."""
        at = self._in_place_of.get(position, position) if position in _REPLACEABLE else position
        attempt, case = self._chosen(at, position)
        return replace(self._varied(position, case), make=lambda: self._drawn(at, attempt).layer)

    @cached_property
    def _in_place_of(self) -> dict[int, int]:
        """The positions whose layers give way to those of further ones, with settings that are rarely met."""
        if self._is_large():
            return {}
        judged = {position: self._settings(position) for position in (0, *_REPLACEABLE)}
        of_their_own = (p for p in count(self.count) if _way_and_turn(p)[0] != "a longer axis")
        further = islice(of_their_own, FURTHER_DRAWS)
        return replacements(judged, {p: self._settings(p) for p in further}, _REPLACEABLE)

    def _is_large(self) -> bool:
        return is_large(sum(int(np.size(array)) for array in self._drawn(0).inputs))

    def _settings(self, position: int) -> Settings:
        try:
            return settings_of(self._drawn(position))
        except LayerFault:  # It is raised again, if it is drawn to be judged.
            return {}

    def _chosen(self, at: int, position: int) -> tuple[int, Case]:
        """Which draw is taken for a position, and what it is: the first; of those that get special values the
        first in which they show, if there is one.
        """
        first, (way, turn) = self._drawn(at), _way_and_turn(position)
        if way == "special values" and would_show_little(first.inputs, turn):
            for attempt in range(1, _MOST_DRAWS):
                case = self._drawn(at, attempt)
                if not would_show_little(case.inputs, turn):
                    return attempt, case
        return 0, first

    def _drawn(self, position: int, attempt: int = 0) -> Case:
        drawer = self.drawers[position % len(self.drawers)]
        lap, place = divmod(position, len(_WAYS))
        if _WAYS[place] == "a longer axis":
            position -= lap * len(_WAYS)  # One layer gets each of its axes longer, in turn.
        try:
            again = [1 + attempt] if attempt else []  # 1 is the generator that varies a draw.
            with seeded_global_rngs(self.seed + position + attempt * RULE_CASES):
                case = drawer(np.random.default_rng([self.seed, position, *again]))
        except BaseException as error:
            raise fault_of("the rule that draws cases", error) from None
        if not isinstance(case, Case):
            raise LayerFault(
                f"the rule that draws cases returned a {type(case).__name__}, expected a Case(layer, inputs)"
            )
        return case

    def _varied(self, position: int, case: Case) -> DrawnCase:
        way, turn = _way_and_turn(position)
        if way == "as drawn":
            return DrawnCase(case)
        moved, rng = self.seed + position, np.random.default_rng([self.seed, position, 1])
        if way == "parameters moved":
            return DrawnCase(case, moved, tentative=True, made="parameters moved")
        if way == "a longer axis":
            longer = replace(case, inputs=lengthened(case.inputs, position // len(_WAYS), rng))
            return DrawnCase(longer, tentative=True, reshaped=True, made=f"{way}, drawn again", origin=case)
        special = replace(case, inputs=with_special_values(case.inputs, turn, rng))
        return DrawnCase(special, moved, tentative=True, made=f"{special_in_words(turn)}, parameters moved")

    def smaller(self, fails: Fails) -> DrawnCase | None:
        """Of the first hundred draws, the one with the fewest entries that fails."""
        drawn = sorted((self.draw(position) for position in range(RULE_CASES)), key=_entries)
        return next((candidate for candidate in drawn[:SHRUNK_RULE_CASES] if fails(candidate)), None)


def _way_and_turn(position: int) -> tuple[str, int]:
    """What becomes of the draw at a position, and how often that was so before."""
    lap, place = divmod(position, len(_WAYS))
    way = _WAYS[place]
    return way, lap * _WAYS.count(way) + _WAYS[:place].count(way)


def _entries(drawn: DrawnCase) -> int:
    return sum(int(np.size(array)) for array in drawn.case.inputs)
