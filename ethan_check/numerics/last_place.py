"""The unit in the last place of a type of numbers: looked up once, as numpy takes long over it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

__all__ = ["last_place"]


@cache
def last_place(dtype: np.dtype[Any]) -> float:
    """The unit in the last place of 1.0.

    Args:
        dtype: of real or complex numbers.

    >>> last_place(np.dtype("float32")), last_place(np.dtype(complex)) == last_place(np.dtype(float))
    (1.1920928955078125e-07, True)
    """
    return float(np.finfo(dtype).eps)
