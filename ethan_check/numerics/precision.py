"""A precision as a value: what its numbers are, how far apart they lie, and how arrays become such."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["COARSE", "PRECISIONS", "Precision"]

Array = npt.NDArray[Any]

COARSE: Final = 1e-5
"""From which unit on no small step resolves a derivative: at the cube root of it, the best one, a central
difference of float16 is good to 1e-2 of the function's size.

Unit: relative. Fixed by: arithmetic: float32 is at 1e-7, float16 at 1e-3, bfloat16 at 8e-3.
"""


@dataclass(frozen=True)
class Precision:
    """What a layer computes in.

    Args:
        name: `float16`, `bfloat16`.
        unit: the distance of 1 to the next number.
        dtype: the type of the arrays in which such numbers are handed over; wider where numpy has none.
        to_grid: rounds an array of that type to the nearest such numbers.

    >>> half = Precision("float16", 2.0**-10, "float16")
    >>> half.rounded(np.array([1.0, 1.0001, 3.0])), half.is_coarse
    (array([1., 1., 3.], dtype=float16), True)
    """

    name: str
    unit: float
    dtype: str
    to_grid: Callable[[Array], Array] = field(default=lambda array: array, compare=False)

    @property
    def is_coarse(self) -> bool:
        """Whether gradients are judged along whole ways, as no step resolves them."""
        return self.unit > COARSE

    def rounded(self, array: Array) -> Array:
        """Real numbers in this precision; any other array as it is."""
        return self.to_grid(array.astype(self.dtype)) if array.dtype.kind == "f" else array

    def __str__(self) -> str:
        return self.name


PRECISIONS = {name: Precision(name, float(np.finfo(name).eps), name) for name in ("float32", "float16")}
"""Those that numpy has and that a layer may run in alone."""
