"""What torch takes apart, or refuses, above its operations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from ethan_torch.analytic.elementwise import larger
from ethan_torch.analytic.special import xlogy
from ethan_torch.analytic.sums import norm

__all__ = ["AnalyticCalls"]

Tensor = torch.Tensor


class AnalyticCalls(TorchFunctionMode):
    """Inside, a convolution of complex tensors keeps what is small: torch adds real and imaginary parts, to
    save one of four products. What refuses complex numbers before it is an operation is said here as well.

    >>> z = torch.complex(torch.ones(1, 1, 2), torch.full((1, 1, 2), 1e-20))
    >>> with AnalyticCalls(): print(torch.conv1d(z, z).imag.flatten()[:1])
    tensor([4.0000e-20])
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """One call."""
        kwargs = kwargs or {}
        if func in _CALLS and any(isinstance(one, Tensor) and one.is_complex() for one in args):
            return _CALLS[func](*args, **kwargs)
        return func(*args, **kwargs)


def _convolved(
    func: Callable[..., Tensor], x: Tensor, w: Tensor, bias: Any = None, *other: Any, **options: Any
) -> Tensor:
    a, k, call = _real(x), _real(w), partial(func, **options)
    value = call(a, k, None, *other)
    moved = torch.zeros_like(value)
    if x.is_complex():
        moved = moved + call(x.imag, k, None, *other)
    if w.is_complex():
        moved = moved + call(a, w.imag, None, *other)
    found = torch.complex(value, moved)
    return found if bias is None else found + bias.reshape(-1, *[1] * (w.ndim - 2))


def _divergence(
    x: Tensor,
    y: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    each = torch.exp(y) * (y - x) if log_target else xlogy(y, y) - y * x
    if size_average is not None or reduce is not None:
        raise NotImplementedError("reductions as they once were called")
    counts = {"sum": 1, "mean": each.numel(), "batchmean": len(x)}
    return each if reduction == "none" else each.sum() / counts[reduction]


def _real(one: Tensor) -> Tensor:
    return one.real if one.is_complex() else one


def _cosine_similarity(a: Tensor, b: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    a, b = torch.broadcast_tensors(a, b)  # type: ignore[no-untyped-call]
    size, other = (larger(norm(one.to(torch.complex128), 2, dim), eps) for one in (a, b))
    return (a * b).sum(dim) / (size * other)


_CALLS: dict[Any, Callable[..., Tensor]] = {
    torch.cosine_similarity: _cosine_similarity,
    functional.kl_div: _divergence,
    **{
        function: partial(_convolved, function)
        for function in (
            torch.conv1d, torch.conv2d, torch.conv3d, torch.conv_transpose1d, torch.conv_transpose2d,
            torch.conv_transpose3d,
        )
    },
}  # fmt: skip
