"""Square matrices, one or a stack of them: what structures of matrices are asked of."""

from __future__ import annotations

import numpy as np

from ethan_core.layer import Array

__all__ = ["fits", "transposed"]


def fits(shape: tuple[int, ...]) -> bool:
    """Whether arrays of a shape are square matrices of more than one entry.

    >>> fits((5, 3, 3)), fits((3, 2)), fits((1, 1))
    (True, False, False)
    """
    return len(shape) > 1 and shape[-1] == shape[-2] > 1


def transposed(array: Array) -> Array:
    """Each matrix of a stack transposed.

    >>> transposed(np.zeros((5, 2, 3))).shape
    (5, 3, 2)
    """
    return np.swapaxes(array, -1, -2)
