"""Torch's operations as they run on complex numbers that stand for real ones with a direction."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode

from ethan_torch.analytic import elementwise, losses, matrices, normalisation, selections, special, sums
from ethan_torch.analytic.table import by_name

__all__ = ["Analytic"]

_RULES = (
    elementwise,
    losses,
    matrices,
    normalisation,
    selections,
    special,
    sums,
)  # Imported, they are in the table.

_OF_REAL_PARTS = frozenset(
    {
        "gt", "ge", "lt", "le", "eq", "ne", "isnan", "isinf", "isfinite", "isposinf", "isneginf", "signbit",
        "sign", "sgn", "floor", "ceil", "round", "trunc", "argmax", "argmin", "argsort", "searchsorted",
        "bucketize", "logical_not", "logical_and", "logical_or", "any", "all", "heaviside", "floor_divide",
    }
)  # fmt: skip
"""What moves with no number, but for leaps."""

_LINEAR = frozenset(
    {
        "avg_pool1d", "avg_pool2d", "avg_pool3d", "_adaptive_avg_pool2d", "_adaptive_avg_pool3d",
        "reflection_pad1d", "reflection_pad2d", "reflection_pad3d", "replication_pad1d", "replication_pad2d",
        "replication_pad3d", "im2col", "col2im", "grid_sampler_2d", "grid_sampler_3d", "upsample_nearest1d",
        "upsample_nearest2d", "upsample_nearest3d", "upsample_linear1d", "upsample_bilinear2d",
        "upsample_bicubic2d", "upsample_trilinear3d", "nll_loss_forward", "nll_loss2d_forward", "embedding",
        "_embedding_bag",
    }
)  # fmt: skip
"""What is linear in its one argument that is complex."""


class Analytic(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Inside, operations on complex tensors are analytic functions, where one of them can be told.

    >>> with Analytic(): torch.relu(torch.tensor([1 + 1j, -1 + 1j])).tolist()
    [(1+1j), 0j]
    """

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """One operation.

        Raises:
            NotImplementedError: it would drop the direction.
        """
        kwargs = kwargs or {}
        flat, spec = pytree.tree_flatten((args, kwargs))
        if not any(map(_is_complex, flat)):
            return func(*args, **kwargs)
        name, overload = func._schema.name.partition("::")[2], func._overloadname
        _refuse_lost_parts(name, args, kwargs)
        is_in_place = name.endswith("_") and not name.endswith("__")
        found = by_name(name, overload) or (is_in_place and by_name(name[:-1], overload))
        if found:
            answer = found(*args, **kwargs)
            return args[0].copy_(answer) if is_in_place and answer is not args[0] else answer
        if name in _OF_REAL_PARTS:
            args, kwargs = pytree.tree_unflatten(list(map(_real, flat)), spec)
            return func(*args, **kwargs)
        if name in _LINEAR and sum(map(_is_complex, flat)) == 1:
            parts = []
            for part in (_real, _imaginary):
                args, kwargs = pytree.tree_unflatten(list(map(part, flat)), spec)
                parts.append(func(*args, **kwargs))
            return pytree.tree_map(_together, *parts)
        return func(*args, **kwargs)


def _refuse_lost_parts(name: str, args: Any, kwargs: Any) -> None:
    """Raise where complex numbers would become real ones, which torch merely warns of."""
    wanted = kwargs.get("dtype")
    casts = name == "_to_copy" and isinstance(wanted, torch.dtype) and not wanted.is_complex
    overwrites = name.endswith("_") and isinstance(args[0], torch.Tensor) and not args[0].is_complex()
    if casts or overwrites:
        raise NotImplementedError(f"{name} drops imaginary parts")


def _is_complex(one: Any) -> bool:
    return isinstance(one, torch.Tensor) and one.is_complex()


def _real(one: Any) -> Any:
    return one.real if _is_complex(one) else one


def _imaginary(one: Any) -> Any:
    return one.imag if _is_complex(one) else one


def _together(real: Any, imaginary: Any) -> Any:
    is_real = isinstance(real, torch.Tensor) and real.is_floating_point()
    return torch.complex(real, imaginary) if is_real else real
