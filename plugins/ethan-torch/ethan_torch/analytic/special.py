"""Special functions, to first order, and functions of two numbers that are none of complex ones."""

from __future__ import annotations

import math
from typing import Any

import torch

from ethan_torch.analytic.table import rule

__all__ = ["ndtr", "to_first_order", "xlogy"]

Tensor = torch.Tensor


def to_first_order(z: Tensor, value: Tensor, slope: Tensor) -> Tensor:
    """f(a) + i b f'(a), which is f(a + ib) to the last place where b is as small as in a complex step."""
    return torch.complex(value, slope * z.imag)


@rule("erf", "special_erf")
def _erf(z: Tensor) -> Tensor:
    return to_first_order(z, torch.erf(z.real), 2 / math.sqrt(math.pi) * torch.exp(-(z.real**2)))


@rule("erfc", "special_erfc")
def _erfc(z: Tensor) -> Tensor:
    return to_first_order(z, torch.erfc(z.real), -2 / math.sqrt(math.pi) * torch.exp(-(z.real**2)))


@rule("erfinv", "special_erfinv")
def _erfinv(z: Tensor) -> Tensor:
    value = torch.erfinv(z.real)
    return to_first_order(z, value, math.sqrt(math.pi) / 2 * torch.exp(value**2))


@rule("special_ndtr")
def ndtr(z: Tensor) -> Tensor:
    return _erfc(-z * math.sqrt(0.5)) / 2


@rule("lgamma", "special_gammaln")
def _lgamma(z: Tensor) -> Tensor:
    return to_first_order(z, torch.lgamma(z.real), torch.digamma(z.real))


@rule("digamma", "special_psi")
def _digamma(z: Tensor) -> Tensor:
    return to_first_order(z, torch.digamma(z.real), torch.polygamma(1, z.real))


@rule("pow.Tensor_Scalar")
def _power(z: Tensor, exponent: float) -> Tensor:
    """Without an angle, which is rounded where a number is negative."""
    return to_first_order(z, z.real**exponent, exponent * z.real ** (exponent - 1))


@rule("xlogy", "special_xlogy")
def xlogy(a: Any, b: Any) -> Tensor:
    a = torch.as_tensor(a)
    product = a * torch.log(torch.as_tensor(b))
    return torch.where(a.real == 0, torch.zeros_like(product), product)


@rule("hypot")
def _hypot(a: Tensor, b: Tensor) -> Tensor:
    return torch.sqrt(a * a + b * b)


@rule("atan2")
def _atan2(y: Tensor, x: Tensor) -> Tensor:
    a, b = (one.to(torch.complex128) for one in torch.broadcast_tensors(y, x))  # type: ignore[no-untyped-call]
    slope = (b.real * a.imag - a.real * b.imag) / (a.real**2 + b.real**2)
    return torch.complex(torch.atan2(a.real, b.real), slope)
