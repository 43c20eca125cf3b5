"""What adds many numbers up: softmax, variances and norms."""

from __future__ import annotations

from typing import Any

import torch

from ethan_torch.analytic.elementwise import magnitude
from ethan_torch.analytic.selections import dims_of, extreme_over
from ethan_torch.analytic.table import rule

__all__ = ["norm", "variance"]

Tensor = torch.Tensor


@rule("logsumexp")
def _logsumexp(z: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    dims = dims_of(z, dim)
    most = z.real.amax(dims, keepdim=True)
    found = torch.log(torch.exp(z - most).sum(dims, keepdim=True)) + most
    return found if keepdim else found.squeeze(dims)


@rule("_softmax", "softmax", "_safe_softmax")
def _softmax(z: Tensor, dim: int, *other: Any, **options: Any) -> Tensor:
    found = torch.exp(z - z.real.amax(dim, keepdim=True))
    return found / found.sum(dim, keepdim=True)


@rule("_log_softmax", "log_softmax")
def _log_softmax(z: Tensor, dim: int, *other: Any, **options: Any) -> Tensor:
    return z - _logsumexp(z, dim, True)


def variance(z: Tensor, dim: Any, correction: float, keepdim: bool) -> tuple[Tensor, Tensor]:
    """Sum of (z - m)^2 / (n - correction), and m."""
    dims = dims_of(z, dim)
    mean = z.mean(dims, keepdim=True)
    apart, count = z - mean, 1
    for one in dims:
        count *= z.shape[one]
    found = (apart * apart).sum(dims, keepdim=True) / (count - correction)
    return (found, mean) if keepdim else (found.squeeze(dims), mean.squeeze(dims))


@rule("var.correction", "var")
def _var(z: Tensor, dim: Any = None, *, correction: Any = None, keepdim: bool = False) -> Tensor:
    return variance(z, dim, 1.0 if correction is None else correction, keepdim)[0]


@rule("std.correction", "std")
def _std(z: Tensor, dim: Any = None, *, correction: Any = None, keepdim: bool = False) -> Tensor:
    return torch.sqrt(_var(z, dim, correction=correction, keepdim=keepdim))


@rule("var_mean.correction")
def _var_mean(
    z: Tensor, dim: Any = None, *, correction: Any = None, keepdim: bool = False
) -> tuple[Tensor, Tensor]:
    return variance(z, dim, 1.0 if correction is None else correction, keepdim)


@rule("linalg_vector_norm", "norm")
def norm(z: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The p-norm of real numbers, as an analytic function of them."""
    p, sizes = 2.0 if ord is None else float(ord), magnitude(z)
    dims = dims_of(z, dim)
    if p in (float("inf"), -float("inf")):
        return extreme_over(sizes, dims, keepdim, p > 0)
    if p == 1:
        return sizes.sum(dims, keepdim=keepdim)
    if p == 2:
        return torch.sqrt((z * z).sum(dims, keepdim=keepdim))
    return (sizes**p).sum(dims, keepdim=keepdim) ** (1 / p)


@rule("dist")
def _dist(a: Tensor, b: Tensor, p: float = 2.0) -> Tensor:
    return norm(a - b, p)


@rule("_euclidean_dist", "_cdist_forward", "cdist")
def _cdist(a: Tensor, b: Tensor, p: float = 2.0, *other: Any) -> Tensor:
    return norm(a.unsqueeze(-2) - b.unsqueeze(-3), p, -1)
