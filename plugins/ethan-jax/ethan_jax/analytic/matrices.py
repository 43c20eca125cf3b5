"""Decompositions of real matrices, which jax takes for those of complex ones with conjugates."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
from jax import lax

from ethan_jax.analytic.table import rule


@rule("cholesky")
def _cholesky(operands: list[Any], *_: Any) -> Any:
    """Column by column, without conjugates."""
    (a,) = operands
    factor = jnp.zeros_like(a)
    for at in range(a.shape[-1]):
        row = factor[..., at, :at]
        corner = jnp.sqrt(a[..., at, at] - (row * row).sum(-1))
        below = a[..., at + 1 :, at] - (factor[..., at + 1 :, :at] * row[..., None, :]).sum(-1)
        factor = factor.at[..., at, at].set(corner)
        factor = factor.at[..., at + 1 :, at].set(below / corner[..., None])
    return factor


@rule("eigh")
def _eigenvalues(operands: list[Any], parameters: Any, equation: Any) -> list[Any]:
    """To first order, each moves by v' A v. How the vectors move is not said: NaN, where they are used."""
    (a,) = operands
    vectors, values = equation.primitive.bind(jnp.real(a), **parameters)
    moved = (vectors * (jnp.imag(a) @ vectors)).sum(-2)
    return [lax.complex(vectors, jnp.full_like(vectors, jnp.nan)), lax.complex(values, moved)]


@rule("svd")
def _singular_values(operands: list[Any], parameters: Any, equation: Any) -> list[Any]:
    """To first order, each moves by u' A v; without vectors alone."""
    (a,) = operands
    if parameters["compute_uv"]:
        raise NotImplementedError("singular vectors at complex numbers")
    u, values, vh = jnp.linalg.svd(jnp.real(a), full_matrices=False)
    moved = (u * (jnp.imag(a) @ jnp.swapaxes(vh, -1, -2))).sum(-2)
    return [lax.complex(values, moved)]
