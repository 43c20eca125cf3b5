"""torch.autograd.gradcheck, slow and fast: numpy inside an autograd.Function, default tolerances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from as_function import LayerFunction

from .base import OfFunction

__all__ = ["CHECKERS", "as_torch"]

torch.set_num_threads(1)


def as_torch(function: LayerFunction) -> tuple[Any, tuple[torch.Tensor, ...]]:
    """The layer as a differentiable function of tensors, and the tensors.

    >>> from points import typical_draw
    >>> from zoo.layers.relu import SPECIMEN
    >>> apply, tensors = as_torch(LayerFunction(SPECIMEN, SPECIMEN.cls, typical_draw(SPECIMEN)))
    >>> apply(*tensors).shape == tensors[0].shape
    True
    """

    class Wrapped(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *tensors: torch.Tensor) -> torch.Tensor:
            out, ctx.cache = function.remembering([tensor.detach().numpy() for tensor in tensors])
            ctx.save_for_backward(*tensors)
            return torch.from_numpy(np.array(out))

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx: Any, cotangent: torch.Tensor) -> tuple[torch.Tensor, ...]:
            cache = ctx.cache
            if cache is None:
                # The layer itself remembers, and has seen other inputs since.
                arrays = [tensor.detach().numpy() for tensor in ctx.saved_tensors]
                cache = function.remembering(arrays)[1]
            gradients = function.backward(cache, cotangent.numpy())
            return tuple(torch.from_numpy(np.array(gradient)) for gradient in gradients)

    tensors = tuple(torch.from_numpy(array.copy()).requires_grad_() for array in function.arrays)
    return Wrapped.apply, tensors


@dataclass(frozen=True)
class Gradcheck(OfFunction):
    """One of the two modes."""

    fast: bool = False

    def agrees(self, function: LayerFunction, seed: int) -> bool:
        """What gradcheck returns."""
        torch.manual_seed(seed)
        apply, tensors = as_torch(function)
        return bool(torch.autograd.gradcheck(apply, tensors, fast_mode=self.fast, raise_exception=False))


CHECKERS = [Gradcheck("torch gradcheck, slow"), Gradcheck("torch gradcheck, fast", fast=True)]
