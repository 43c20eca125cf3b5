"""Cases from arrays that were given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType
from typing import Any

import numpy as np

from ethan_check.cases.resampling import resample, way_of
from ethan_check.cases.source import DrawnCase, Fails
from ethan_check.cases.structures import shown_by
from ethan_check.numerics.tolerances.sizes import DEFAULT_CASES
from ethan_core.case import Case
from ethan_core.contract import Contract
from ethan_core.layer import Array

__all__ = ["ArraySource"]


@dataclass(frozen=True)
class ArraySource:
    """Cases from arrays that were given: first as they are, then varied within what they show.

    Args:
        cases: the given ones.
        seed: of everything drawn.
        makers: what makes the layer of each case anew, if that is known.
        contract: what the layers promise, unless one has a contract of its own.

    >>> source = ArraySource([Case(object(), (np.ones((3, 2)),))], seed=0)
    >>> source.draw(0).tentative, source.draw(1).tentative
    (False, True)
    >>> source.smaller(lambda drawn: True).case.inputs[0].shape
    (2, 2)
    """

    cases: Sequence[Case]
    seed: int
    count: int = DEFAULT_CASES
    makers: Sequence[Callable[[], Any]] = ()
    contract: Contract | None = None

    @property
    def draws_layers(self) -> bool:
        """No: the layers are those that were given."""
        return False

    def draw(self, position: int) -> DrawnCase:
        """The case at a position: the given ones first."""
        configuration = position % len(self.cases)
        case = self.cases[configuration]
        make = self.makers[configuration] if self.makers else None
        if position < len(self.cases):
            return DrawnCase(case, configuration=configuration, make=make)
        rng = np.random.default_rng([self.seed, position])
        shown = self._shown[configuration]
        varied = replace(case, inputs=resample(case.inputs, position, rng, self._batched(case), shown))
        pairs = zip(varied.inputs, case.inputs, strict=True)
        reshaped = any(np.shape(new)[1:] != np.shape(given)[1:] for new, given in pairs)
        made = f"entries drawn again ({way_of(position)}), parameters moved"
        return DrawnCase(varied, self.seed + position, True, configuration, make, reshaped, made)

    def smaller(self, fails: Fails) -> DrawnCase | None:
        """Try fewer rows of each given case: two, or one where two do not show it. In a batch of one a
        mean is a sum, and a sum over the batch nothing at all.
        """
        for number, case in enumerate(self.cases):
            make = self.makers[number] if self.makers else None
            for rows in (2, 1):
                inputs = _first_rows(case.inputs, rows, self._batched(case))
                if inputs is None:
                    continue
                drawn = DrawnCase(replace(case, inputs=inputs), tentative=True, make=make)
                if fails(drawn):
                    return drawn
        return None

    @cached_property
    def _shown(self) -> list[list[ModuleType | None]]:
        """The structures that the arrays of each given case show: they are looked for once."""
        return [[shown_by(np.asarray(array)) for array in case.inputs] for case in self.cases]

    def _batched(self, case: Case) -> list[bool] | None:
        """Of which inputs the leading axis is that of the first, if a contract says so."""
        own = getattr(case.layer, "contract", None)
        contract = own if isinstance(own, Contract) else self.contract
        if contract is None or not contract.shapes or len(contract.signature.inputs) != len(case.inputs):
            return None
        leading = [shape.axes[0].text if shape.axes else "" for shape in contract.signature.inputs]
        return [axis == leading[0] for axis in leading]


def _first_rows(
    inputs: tuple[Any, ...], rows: int, batched: Sequence[bool] | None
) -> tuple[Array, ...] | None:
    arrays = [np.asarray(array) for array in inputs]
    if not arrays or not arrays[0].ndim or arrays[0].shape[0] < rows:
        return None
    of_batch = batched or [array.ndim > 0 and len(array) == len(arrays[0]) for array in arrays]
    return tuple(array[:rows] if of else array for array, of in zip(arrays, of_batch, strict=True))
