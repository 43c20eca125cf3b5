"""What is asked of one layer: which cases a check looks at, and what a certificate has to be below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ethan_check.cases.pool import SubjectPool
from ethan_check.checks.base import Check, max_cases_of
from ethan_check.numerics.tolerances.bars import CERTIFICATE, COARSE_CERTIFICATE
from ethan_check.numerics.tolerances.repeats import COARSE_CASES
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.options import precision_of
from ethan_check.subject.size_limits import is_large

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

        A question of structure is asked of few. Where layers are drawn with them, half are the largest there
        are: in a layer of one group, or in one row, much looks right that is not. One is the smallest: of one
        entry a layer may do otherwise than of several.
        """
        cases = self.cases(check)
        if max_cases_of(check) is None or not self.subjects.source.draws_layers:
            return tuple(range(cases))
        large = cases // 2
        small = 1 if cases - large > 1 else 0
        first = tuple(range(cases - large - small))
        others = [position for position in self._by_size if position not in first]
        return (*first, *others[:large], *others[large:][-1:][:small])

    @cached_property
    def _by_size(self) -> tuple[int, ...]:
        """The positions of all cases that are as their rule drew them in size, the largest first."""
        sizes: dict[int, int] = {}
        for position in range(self.subjects.source.count):
            try:
                drawn = self.subjects.source.draw(position)
                size = sum(int(np.size(array)) for array in drawn.case.inputs)
            except BaseException as error:  # It is raised again where it is to be said.
                let_pass(error)
                continue
            if not drawn.reshaped and not is_large(size):
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
