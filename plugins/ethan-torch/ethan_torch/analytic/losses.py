"""Losses, of which torch has kernels."""

from __future__ import annotations

import torch

from ethan_torch.analytic.elementwise import larger, log_sigmoid, magnitude
from ethan_torch.analytic.table import rule

Tensor = torch.Tensor


def _reduced(each: Tensor, reduction: int) -> Tensor:
    """As torch numbers them: 0 for each, 1 for the mean, 2 for the sum."""
    return each if reduction == 0 else each.mean() if reduction == 1 else each.sum()


@rule("mse_loss")
def _mse(a: Tensor, b: Tensor, reduction: int = 1) -> Tensor:
    return _reduced((a - b) * (a - b), reduction)


@rule("huber_loss")
def _huber(a: Tensor, b: Tensor, reduction: int = 1, delta: float = 1.0) -> Tensor:
    apart = magnitude(a - b)
    return _reduced(
        torch.where(apart.real < delta, apart * apart / 2, delta * (apart - delta / 2)), reduction
    )


@rule("smooth_l1_loss")
def _smooth_l1(a: Tensor, b: Tensor, reduction: int = 1, beta: float = 1.0) -> Tensor:
    return _huber(a, b, reduction, beta) / beta


@rule("binary_cross_entropy")
def _bce(p: Tensor, y: Tensor, weight: Tensor | None = None, reduction: int = 1) -> Tensor:
    terms = y * larger(torch.log(p), -100.0) + (1 - y) * larger(torch.log1p(-p), -100.0)
    return _reduced(-terms if weight is None else -weight * terms, reduction)


@rule("binary_cross_entropy_with_logits")
def _bce_of_logits(
    x: Tensor,
    y: Tensor,
    weight: Tensor | None = None,
    pos_weight: Tensor | None = None,
    reduction: int = 1,
) -> Tensor:
    of_ones = y if pos_weight is None else pos_weight * y
    terms = of_ones * log_sigmoid(x) + (1 - y) * log_sigmoid(-x)
    return _reduced(-terms if weight is None else -weight * terms, reduction)


@rule("soft_margin_loss")
def _soft_margin(x: Tensor, y: Tensor, reduction: int = 1) -> Tensor:
    return _reduced(torch.log1p(torch.exp(-x * y)), reduction)
