"""Cases from arrays that were given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.sources.base import DEFAULT_CASES, Drawn, Fails
from ethan_check.variations import vary
from ethan_core.case import Case
from ethan_core.layer import Array

__all__ = ["ArraySource"]


@dataclass(frozen=True)
class ArraySource:
    """Cases from arrays that were given: first as they are, then varied within what they show.

    Args:
        cases: the given ones.
        seed: of everything drawn.
        makers: what makes the layer of each case anew, if that is known.
    """

    cases: Sequence[Case]
    seed: int
    count: int = DEFAULT_CASES
    makers: Sequence[Callable[[], Any]] = ()

    def draw(self, position: int) -> Drawn:
        """The case at a position: the given ones first."""
        configuration = position % len(self.cases)
        case = self.cases[configuration]
        make = self.makers[configuration] if self.makers else None
        if position < len(self.cases):
            return Drawn(case, configuration=configuration, make=make)
        rng = np.random.default_rng([self.seed, position])
        varied = replace(case, inputs=vary(case.inputs, position, rng))
        return Drawn(varied, self.seed + position, True, configuration, make)

    def smaller(self, fails: Fails) -> Drawn | None:
        """Try fewer rows of each given case."""
        for number, case in enumerate(self.cases):
            make = self.makers[number] if self.makers else None
            for rows in (1, 2):
                inputs = _first_rows(case.inputs, rows)
                if inputs is None:
                    continue
                drawn = Drawn(replace(case, inputs=inputs), tentative=True, make=make)
                if fails(drawn):
                    return drawn
        return None


def _first_rows(inputs: tuple[Any, ...], rows: int) -> tuple[Array, ...] | None:
    arrays = [np.asarray(array) for array in inputs]
    if not arrays or not arrays[0].ndim or arrays[0].shape[0] <= rows:
        return None
    batch = arrays[0].shape[0]
    return tuple(a[:rows] if a.ndim and a.shape[0] == batch else a for a in arrays)
