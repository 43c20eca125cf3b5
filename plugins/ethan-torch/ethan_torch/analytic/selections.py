"""What takes some of many numbers: real parts decide which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from ethan_torch.analytic.table import rule

__all__ = ["dims_of", "extreme_over"]

Tensor = torch.Tensor


def dims_of(z: Tensor, dim: Any) -> list[int]:
    """Of a reduction; all of them by default."""
    if dim is None or (isinstance(dim, Sequence) and not dim):
        return list(range(z.ndim))
    return [one % max(z.ndim, 1) for one in ([dim] if isinstance(dim, int) else dim)]


def _taken(z: Tensor, dim: int, index: Tensor) -> Tensor:
    return z.gather(dim, index) if z.ndim else z


def _extreme(z: Tensor, dim: int, keepdim: bool, is_largest: bool) -> tuple[Tensor, Tensor]:
    find = torch.argmax if is_largest else torch.argmin
    index = find(z.real, dim, keepdim=True)
    found = _taken(z, dim, index)
    return (found, index) if keepdim else (found.squeeze(dim), index.squeeze(dim))


def extreme_over(z: Tensor, dim: Any, keepdim: bool, is_largest: bool) -> Tensor:
    for one in sorted(dims_of(z, dim), reverse=True):
        z = _extreme(z, one, keepdim, is_largest)[0]
    return z


@rule("amax")
def _amax(z: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    return extreme_over(z, dim, keepdim, True)


@rule("amin")
def _amin(z: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    return extreme_over(z, dim, keepdim, False)


@rule("max")
def _max(z: Tensor) -> Tensor:
    return extreme_over(z, None, False, True)


@rule("min")
def _min(z: Tensor) -> Tensor:
    return extreme_over(z, None, False, False)


@rule("max.dim")
def _max_dim(z: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    return _extreme(z, dim, keepdim, True)


@rule("min.dim")
def _min_dim(z: Tensor, dim: int, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    return _extreme(z, dim, keepdim, False)


@rule("sort", "sort.stable")
def _sort(z: Tensor, *given: Any, **options: Any) -> tuple[Tensor, Tensor]:
    index = torch.sort(z.real, *given, **options).indices
    dim = options.get("dim", next((one for one in given if type(one) is int), -1))
    return _taken(z, dim, index), index


@rule("topk")
def _topk(
    z: Tensor, k: int, dim: int = -1, largest: bool = True, ordered: bool = True
) -> tuple[Tensor, Tensor]:
    index = torch.topk(z.real, k, dim, largest, ordered).indices
    return _taken(z, dim, index), index


@rule("median")
def _median(z: Tensor) -> Tensor:
    flat = z.flatten()
    return flat[torch.argsort(flat.real)[(flat.numel() - 1) // 2]]


@rule("max_pool2d_with_indices", "adaptive_max_pool2d", "max_pool3d_with_indices", "adaptive_max_pool3d")
def _max_pool(z: Tensor, *given: Any, **options: Any) -> tuple[Tensor, Tensor]:
    is_3d = z.ndim == 5 or len(given[0]) == 3
    pools = (torch.ops.aten.max_pool3d_with_indices, torch.ops.aten.max_pool2d_with_indices)
    values, index = pools[not is_3d](z.real, *given, **options)
    start = -3 if is_3d else -2
    return z.flatten(start).gather(-1, index.flatten(start)).view(values.shape), index
