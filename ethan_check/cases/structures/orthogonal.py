"""Square matrices whose rows are orthonormal: rotations."""

from __future__ import annotations

import numpy as np

from ethan_check.cases.square_matrices import fits, transposed
from ethan_check.numerics.tolerances.equality import STRUCTURE
from ethan_core.layer import Array

WORDS = "orthogonal"
PRECEDENCE = 2
"""Before symmetric matrices: a reflection is both."""


def shows(array: Array) -> bool:
    """Whether each matrix times its transpose is the identity.

    >>> shows(np.array([[0.6, 0.8], [-0.8, 0.6]])), shows(np.array([[0.6, 0.8], [0.8, 0.6]]))
    (True, False)
    """
    if not fits(array.shape):
        return False
    products = array @ transposed(array)
    return bool(np.all(np.abs(products - np.eye(array.shape[-1])) <= STRUCTURE[array.dtype.itemsize]))


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """A rotation of random numbers, as the QR decomposition has it.

    >>> shows(kept(np.zeros((3, 3)), np.eye(3), np.random.default_rng(0)))
    True
    """
    if not fits(drawn.shape):
        return drawn
    rotations: Array = np.linalg.qr(rng.standard_normal(drawn.shape))[0]
    return rotations
