"""Symmetric positive definite matrices: covariances, what has a Cholesky factor."""

from __future__ import annotations

import numpy as np

from ethan_check.cases.square_matrices import fits, transposed
from ethan_check.cases.structures import symmetric
from ethan_core.layer import Array

WORDS = "positive definite"
PRECEDENCE = 3
"""Before symmetric matrices, which these are."""

_RIDGE = 0.1
"""This share of the mean diagonal is added: a product of random numbers can be nearly singular."""


def shows(array: Array) -> bool:
    """Whether each matrix is symmetric and has positive eigenvalues alone.

    >>> shows(np.array([[2.0, 1.0], [1.0, 2.0]])), shows(np.array([[1.0, 2.0], [2.0, 1.0]]))
    (True, False)
    """
    return symmetric.shows(array) and bool(np.all(np.linalg.eigvalsh(array.astype(np.float64)) > 0))


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """The drawn entries times their transpose and a ridge, of the size of the given matrices.

    >>> shows(kept(np.ones((2, 2)), np.array([[2.0, 1.0], [1.0, 2.0]]), np.random.default_rng(0)))
    True
    """
    if not fits(drawn.shape):
        return drawn
    products = drawn @ transposed(drawn)
    products = (products + transposed(products)) / 2
    size = np.trace(products, axis1=-2, axis2=-1)[..., None, None] / drawn.shape[-1]
    wanted = float(np.mean(np.trace(given, axis1=-2, axis2=-1))) / given.shape[-1]
    scaled = np.divide(products, size, out=np.zeros_like(products), where=size > 0)
    matrices: Array = wanted * (scaled + _RIDGE * np.eye(drawn.shape[-1]))
    return matrices
