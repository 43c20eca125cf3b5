"""The layouts in which autograd hands over cotangents."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

__all__ = ["LAYOUTS"]


def _narrow(u: torch.Tensor) -> torch.Tensor:
    import torch

    return torch.cat([1 - u, u], -1)[..., u.shape[-1] :] if u.ndim else u


def _gaps(u: torch.Tensor) -> torch.Tensor:
    import torch

    return torch.stack([u, 1 - u], -1)[..., 0]


def _transposed(u: torch.Tensor) -> torch.Tensor:
    return u.mT.contiguous().mT if u.ndim > 1 else u


def _channels_last(u: torch.Tensor) -> torch.Tensor:
    import torch

    return u.contiguous(memory_format=torch.channels_last) if u.ndim == 4 else u


def _expanded(u: torch.Tensor) -> torch.Tensor:
    return u.new_full((), 0.75).expand(u.shape)


def _expanded_rows(u: torch.Tensor) -> torch.Tensor:
    return u[:1].expand(u.shape) if u.ndim and len(u) else u


LAYOUTS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "part of a larger one (as torch.cat hands it over)": _narrow,
    "strided with gaps (as a stack hands it over)": _gaps,
    "laid out as a transpose": _transposed,
    "in channels_last": _channels_last,
    "expanded from one number (as y.sum().backward() hands it over)": _expanded,
    "expanded from one row (as y.sum(0) hands it over)": _expanded_rows,
}
"""The layouts that autograd itself hands over, in words, and how a cotangent is given each of them."""
