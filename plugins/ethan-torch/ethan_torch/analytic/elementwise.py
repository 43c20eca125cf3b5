"""Activations, and what compares numbers: pieces of analytic functions."""

from __future__ import annotations

import math
from typing import Any

import torch

from ethan_torch.analytic.special import ndtr
from ethan_torch.analytic.table import rule

__all__ = ["larger", "limited", "log_sigmoid", "magnitude", "ordered", "smaller"]

Tensor = torch.Tensor


def ordered(z: Any) -> Any:
    """What complex numbers are compared by."""
    return z.real if isinstance(z, Tensor) and z.is_complex() else z


def _chosen(condition: Tensor, a: Any, b: Any) -> Tensor:
    """One or the other; numbers become tensors as the complex one is."""
    like = next(one for one in (a, b) if isinstance(one, Tensor) and one.is_complex())
    a, b = (torch.as_tensor(one, dtype=like.dtype, device=like.device) for one in (a, b))
    return torch.where(condition, a, b)


@rule("maximum", "fmax", "max.other", "clamp_min")
def larger(a: Any, b: Any) -> Tensor:
    return _chosen(ordered(a) >= ordered(b), a, b)


@rule("minimum", "fmin", "min.other", "clamp_max")
def smaller(a: Any, b: Any) -> Tensor:
    return _chosen(ordered(a) <= ordered(b), a, b)


@rule("clamp")
def _clamp(z: Any, min: Any = None, max: Any = None) -> Any:
    z = z if min is None else larger(z, min)
    return z if max is None else smaller(z, max)


@rule("hardtanh")
def limited(z: Tensor, least: float = -1.0, most: float = 1.0) -> Tensor:
    return smaller(larger(z, least), most)


@rule("abs")
def magnitude(z: Tensor) -> Tensor:
    return torch.where(z.real < 0, -z, z)


@rule("relu")
def _relu(z: Tensor) -> Tensor:
    return _chosen(z.real > 0, z, 0)


@rule("leaky_relu")
def _leaky_relu(z: Tensor, slope: float = 0.01) -> Tensor:
    return torch.where(z.real > 0, z, slope * z)


@rule("rrelu_with_noise")
def _rrelu(
    z: Tensor, noise: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, *_: Any
) -> Tensor:
    if training:
        raise NotImplementedError("slopes that are drawn")
    return _leaky_relu(z, (lower + upper) / 2)


@rule("_prelu_kernel")
def _prelu(z: Tensor, slope: Tensor) -> Tensor:
    return _chosen(ordered(z) > 0, z, slope * z)


@rule("threshold")
def _threshold(z: Tensor, least: float, value: float) -> Tensor:
    return _chosen(z.real > least, z, value)


@rule("elu")
def _elu(z: Tensor, alpha: float = 1.0, scale: float = 1.0, input_scale: float = 1.0) -> Tensor:
    below = torch.where(z.real > 0, 0 * z, z)  # What overflows is not taken.
    return torch.where(z.real > 0, scale * z, alpha * scale * torch.expm1(input_scale * below))


@rule("celu")
def _celu(z: Tensor, alpha: float = 1.0) -> Tensor:
    return _elu(z, alpha, 1.0, 1 / alpha)


@rule("hardshrink")
def _hardshrink(z: Tensor, least: float = 0.5) -> Tensor:
    return _chosen(z.real.abs() > least, z, 0)


@rule("softshrink")
def _softshrink(z: Tensor, least: float = 0.5) -> Tensor:
    return z - limited(z, -least, least)


@rule("hardsigmoid")
def _hardsigmoid(z: Tensor) -> Tensor:
    return limited(z + 3, 0.0, 6.0) / 6


@rule("hardswish")
def _hardswish(z: Tensor) -> Tensor:
    return z * _hardsigmoid(z)


@rule("softplus")
def _softplus(z: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """What torch rounds to z beyond the threshold is z but for 2e-9, and stays what torch makes of it."""
    scaled = beta * z
    smooth = larger(scaled, 0) + torch.log1p(torch.exp(-magnitude(scaled)))
    return torch.where(scaled.real > threshold, z, smooth / beta)


@rule("log_sigmoid_forward")
def _log_sigmoid(z: Tensor) -> tuple[Tensor, Tensor]:
    return log_sigmoid(z), z.real.new_empty(0)


def log_sigmoid(z: Tensor) -> Tensor:
    """-log(1 + e^-z), which does not overflow."""
    return smaller(z, 0) - torch.log1p(torch.exp(-magnitude(z)))


@rule("sigmoid")
def _sigmoid(z: Tensor) -> Tensor:
    """1 / (1 + e^-z), or e^z / (1 + e^z): the one that does not overflow."""
    small = torch.exp(-magnitude(z))
    return torch.where(z.real < 0, small, 1 + 0 * small) / (1 + small)


@rule("silu")
def _silu(z: Tensor) -> Tensor:
    return z * _sigmoid(z)


@rule("mish")
def _mish(z: Tensor) -> Tensor:
    return z * torch.tanh(_softplus(z))


@rule("glu")
def _glu(z: Tensor, dim: int = -1) -> Tensor:
    a, b = z.chunk(2, dim)
    return a * _sigmoid(b)


@rule("gelu")
def _gelu(z: Tensor, approximate: str = "none") -> Tensor:
    if approximate == "tanh":
        return z / 2 * (1 + torch.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z * z * z)))
    return z * ndtr(z)


@rule("logit", "special_logit")
def _logit(z: Tensor, eps: float | None = None) -> Tensor:
    z = z if eps is None else limited(z, eps, 1 - eps)
    return torch.log(z) - torch.log1p(-z)
