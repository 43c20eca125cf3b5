"""What the layer computed, held against what is documented, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.tolerances.oracle import FORMULA_ULPS
from ethan_check.oracle.documentation import Statement
from ethan_check.oracle.reference_values import ReferenceValues

__all__ = ["Comparison"]


@dataclass(frozen=True)
class Comparison:
    """Floats of the layer against the documented values.

    >>> from ethan_check.oracle.number_systems import Digits
    >>> from ethan_check.oracle.reference_values import unit_in_last_place
    >>> reference = ReferenceValues(Digits(50).array([1.0, 2.0]), unit_in_last_place(np.array([1.0, 2.0])))
    >>> got, allowed = np.array([1.0, 2.5]), 16 * reference.unit
    >>> found = Comparison("Y", "Y", None, (2,), got, reference, allowed)
    >>> found.agrees, found.worst
    (False, 1)

    Args:
        name: of the output or of the array by which the gradient is.
        target: what the layer calls it, `Y` or `dL_dX`.
        statement: the documented derivative; None for an output, and where it is implied.
        shape: of the array.
        got: what the layer computed, flat.
        reference: what is documented.
        allowed: how far apart the two may be.
        implied: whether the reference is the derivative that the documented forward implies.
    """

    name: str
    target: str
    statement: Statement | None
    shape: tuple[int, ...]
    got: Vector
    reference: ReferenceValues
    allowed: Vector
    implied: bool = False

    @property
    def ulps(self) -> Vector:
        """Every error in units in the last place."""
        return self.reference.ulps(self.got)

    @property
    def worst_ulps(self) -> float:
        """The largest error in units in the last place; 0 where nothing was compared."""
        return float(np.max(self.ulps, initial=0.0))

    @cached_property
    def excess(self) -> Vector:
        """Every error as a multiple of what is allowed."""
        with np.errstate(all="ignore"):
            return np.asarray(self.reference.error(self.got) / self.allowed)

    @property
    def agrees(self) -> bool:
        """Whether rounding explains every difference."""
        return bool(np.all(self.excess <= 1.0))

    @property
    def is_plain(self) -> bool:
        """Whether the two agree without any allowance for rounding beyond the last places."""
        return bool(np.all(self.ulps <= FORMULA_ULPS))

    @property
    def worst(self) -> int:
        """The flat position of the entry that is furthest from what is allowed."""
        return int(np.argmax(self.excess))
