"""Layers that take a mean and a variance out, and noise of torch's generators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from ethan_torch.analytic.sums import variance
from ethan_torch.analytic.table import rule

Tensor = torch.Tensor


def _normal(x: Tensor, dims: list[int], eps: float) -> tuple[Tensor, Tensor, Tensor]:
    spread, mean = variance(x, dims, 0.0, True)
    factor = torch.rsqrt(spread + eps)
    return (x - mean) * factor, mean, factor


def _affine(x: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    x = x if weight is None else x * weight
    return x if bias is None else x + bias


@rule("native_layer_norm")
def _layer_norm(
    x: Tensor, shape: Sequence[int], weight: Tensor | None, bias: Tensor | None, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    normal, mean, factor = _normal(x, list(range(x.ndim - len(shape), x.ndim)), eps)
    return _affine(normal, weight, bias), mean, factor


@rule("_fused_rms_norm")
def _rms_norm(
    x: Tensor, shape: Sequence[int], weight: Tensor | None, eps: float | None
) -> tuple[Tensor, Tensor]:
    dims = list(range(x.ndim - len(shape), x.ndim))
    least = torch.finfo(x.dtype).eps if eps is None else eps
    factor = torch.rsqrt((x * x).mean(dims, keepdim=True) + least)
    return _affine(x * factor, weight, None), factor


@rule("native_group_norm")
def _group_norm(
    x: Tensor, weight: Tensor | None, bias: Tensor | None, n: int, c: int, size: int, groups: int, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    normal, mean, factor = _normal(x.reshape(n, groups, -1), [2], eps)
    each = [one if one is None else one.view(1, c, *[1] * (x.ndim - 2)) for one in (weight, bias)]
    return _affine(normal.view(x.shape), *each), mean[..., 0], factor[..., 0]


@rule("native_batch_norm", "_native_batch_norm_legit")
def _batch_norm(
    x: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: bool,
    momentum: float,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """Running statistics stay as they are: what comes out does not depend on what they become."""
    shape = [1, -1, *[1] * (x.ndim - 2)]
    if training or running_mean is None or running_var is None:
        normal, mean, factor = _normal(x, [0, *range(2, x.ndim)], eps)
    else:
        mean, factor = running_mean.view(shape), torch.rsqrt(running_var + eps).view(shape)
        normal = (x - mean) * factor
    each = [one if one is None else one.view(shape) for one in (weight, bias)]
    return _affine(normal, *each), mean.flatten(), factor.flatten()


@rule("bernoulli_.float")
def _bernoulli(z: Tensor, p: float = 0.5, *, generator: Any = None) -> Tensor:
    """The same draws as of real numbers."""
    return z.copy_(torch.empty_like(z.real).bernoulli_(p, generator=generator))
