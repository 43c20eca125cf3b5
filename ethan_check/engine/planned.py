"""What is asked of one layer: which cases a check looks at, and what a certificate has to be below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from ethan_check.cases.pool import SubjectPool
from ethan_check.cases.settings_met import Settings, settings_of
from ethan_check.cases.unlike_layers import unlike
from ethan_check.cases.value_profiles import PROFILES
from ethan_check.checks.base import Check, max_cases_of
from ethan_check.numerics.tolerances.bars import CERTIFICATE, COARSE_CERTIFICATE
from ethan_check.numerics.tolerances.repeats import COARSE_CASES
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.options import precision_of
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_core.layer import Array

__all__ = ["Planned"]


@dataclass(frozen=True)
class Planned:
    """What is asked of one layer.

    Args:
        subjects: what its checks run on.

    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_check.engine.subjects import subjects_of
    >>> from ethan_check.subject.options import LayerOptions
    >>> from ethan_core.fn import Relu
    >>> planned = Planned(subjects_of(Relu, None, None, None, 0, LayerOptions(), "relu"))
    >>> planned.cases(CHECK), planned.positions(CHECK), planned.certificate
    (4, (0, 1, 2, 3), 0.001)
    """

    subjects: SubjectPool

    def cases(self, check: Check) -> int:
        """On how many cases a check runs, of a layer that is not large."""
        bound = max_cases_of(check)
        if bound is not None and self.subjects.source.draws_layers:
            bound *= 3  # What a layer is like is drawn as well: in most of them a mistake may not show.
        count = self.subjects.source.count
        cases = count if bound is None else min(bound, count)
        return min(cases, COARSE_CASES) if self.is_coarse else cases

    def positions(self, check: Check) -> tuple[int, ...]:
        """Of these cases, in the order in which they are looked at.

        A question of structure is asked of few, and the last of them is one in whose gradients an order
        shows. Where layers are drawn with the cases, half are the largest there are: in a layer of one group,
        or in one row, much looks right that is not. One is the smallest: of one entry a layer may do
        otherwise than of several. The others are unlike those in their settings.
        """
        cases = self.cases(check)
        if max_cases_of(check) is None:
            return tuple(range(cases))
        if not self.subjects.source.draws_layers:
            return (*range(cases - 1), max(cases - 1, self._telling)) if cases else ()
        large = cases // 2
        small = 1 if cases - large > 1 else 0
        others = [position for position in self._by_size if position]
        by_size = (*others[:large], *others[large:][-1:][:small])
        met = [self._settings[position] for position in (0, *by_size)]
        further = {p: self._settings[p] for p in sorted(others) if p not in by_size}
        chosen = (0, *unlike(met, further, cases - 1 - len(by_size)), *by_size)
        left = (position for position in range(self.subjects.source.count) if position not in chosen)
        return (*chosen, *islice(left, cases - len(chosen)))

    @cached_property
    def _telling(self) -> int:
        """Of the cases that show every kind of values the first in whose gradients an order shows, or else
        the first of which one is not 0 throughout; the very first if there is neither.
        """
        kinds = range(min(len(PROFILES), self.subjects.source.count))
        wide = (position for position in kinds if any(map(_has_order, self._inputs(position))))
        tells_order = (p for p in wide if any(map(_shows_order, self._gradients(p))))
        tells = (p for p in kinds if any(map(np.any, self._gradients(p))))
        return next(tells_order, next(tells, 0))

    @cached_property
    def _settings(self) -> dict[int, Settings]:
        """What the layers of all positions are like; nothing where one cannot be drawn, or looked at."""
        found: dict[int, Settings] = {}
        for position in range(self.subjects.source.count):
            try:
                found[position] = settings_of(self.subjects.source.draw(position).case)
            except BaseException as error:
                let_pass(error)
                found[position] = {}
        return found

    def _inputs(self, position: int) -> tuple[Array, ...]:
        """What is drawn at a position; nothing where that fails: it is raised again where it is said."""
        try:
            return tuple(map(np.asarray, self.subjects.source.draw(position).case.inputs))
        except BaseException as error:
            let_pass(error)
            return ()

    def _gradients(self, position: int) -> tuple[Array, ...]:
        """What backward reports of them; nothing where that fails, or would have to be asked for again."""
        try:
            subject = self.subjects.subject(position)
            if subject is not None and not is_large(entries_of(subject.values)):
                return tuple(map(np.asarray, subject.own_answer.reported.inputs))
        except BaseException as error:
            let_pass(error)
        return ()

    @cached_property
    def _by_size(self) -> tuple[int, ...]:
        """The positions of all cases that are as their rule drew them in size, the largest first."""
        sizes = {}
        for position in range(self.subjects.source.count):
            inputs = self._inputs(position)
            size = sum(array.size for array in inputs)
            if inputs and not is_large(size) and not self.subjects.source.draw(position).reshaped:
                sizes[position] = size
        return tuple(sorted(sizes, key=lambda position: (-sizes[position], position)))

    @property
    def certificate(self) -> float:
        """What every certificate has to be below."""
        stated = self.subjects.options.certificate
        usual = COARSE_CERTIFICATE if self.is_coarse else CERTIFICATE
        return usual if stated is None else stated

    @property
    def is_coarse(self) -> bool:
        """Whether the layer runs in low precision alone."""
        precision = precision_of(self.subjects.options.dtype)
        return precision is not None and precision.is_coarse


def _has_order(array: Array) -> bool:
    """Whether its entries lie in several lines, so that they can be read in another order."""
    return bool(sum(length > 1 for length in array.shape) > 1)


def _shows_order(array: Array) -> bool:
    """Whether they are others where they are read in another order."""
    return _has_order(array) and bool(np.any(array.ravel("C") != array.ravel("F")))
