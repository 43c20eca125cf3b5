"""Decompositions of real matrices, which torch takes for those of complex ones with conjugates."""

from __future__ import annotations

from typing import Any

import torch

from ethan_torch.analytic.table import rule

Tensor = torch.Tensor


@rule("linalg_cholesky_ex")
def _cholesky(a: Tensor, *, upper: bool = False, check_errors: bool = False) -> tuple[Tensor, Tensor]:
    """Column by column, without conjugates."""
    own = a.mT if upper else a
    factor = torch.zeros_like(own)
    for at in range(own.shape[-1]):
        row = factor[..., at, :at]
        corner = torch.sqrt(own[..., at, at] - (row * row).sum(-1))
        below = own[..., at + 1 :, at] - (factor[..., at + 1 :, :at] @ row[..., None])[..., 0]
        factor[..., at, at] = corner
        factor[..., at + 1 :, at] = below / corner[..., None]
    return factor.mT if upper else factor, a.real.new_zeros(a.shape[:-2], dtype=torch.int32)


@rule("_linalg_slogdet")
def _slogdet(a: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    lu, pivots, _ = torch.linalg.lu_factor_ex(a)
    corners = lu.diagonal(dim1=-2, dim2=-1)
    size = torch.log(corners * corners).sum(-1) / 2
    return torch.linalg.slogdet(a.real)[0], size, lu, pivots


@rule("_linalg_eigh")
def _eigenvalues(a: Tensor, uplo: str = "L", compute_v: bool = True) -> tuple[Tensor, Tensor]:
    """To first order, each moves by v' A v. How the vectors move is not said: NaN, where they are used."""
    values, vectors = torch.linalg.eigh(a.real, UPLO=uplo)
    half = torch.tril(a.imag, -1) if uplo == "L" else torch.triu(a.imag, 1)
    moved = half + half.mT + torch.diag_embed(a.imag.diagonal(dim1=-2, dim2=-1))
    return torch.complex(values, (vectors * (moved @ vectors)).sum(-2)), _untold(vectors)


@rule("_linalg_svd")
def _singular_values(
    a: Tensor, full_matrices: bool = False, compute_uv: bool = True, *, driver: Any = None
) -> tuple[Tensor, Tensor, Tensor]:
    """To first order, each moves by u' A v. How the vectors move is not said."""
    u, values, vh = torch.linalg.svd(a.real, full_matrices=full_matrices)
    many = values.shape[-1]
    moved = (u[..., :many] * (a.imag @ vh[..., :many, :].mT)).sum(-2)
    return _untold(u), torch.complex(values, moved), _untold(vh)


def _untold(real: Tensor) -> Tensor:
    return torch.complex(real, torch.full_like(real, torch.nan))
