"""A forward and a backward that somebody wrote for tensors, without autograd, as functions of arrays."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils import _pytree as pytree

from ethan_check.api import Functions
from ethan_torch.arguments import Arguments
from ethan_torch.boundary import boundary
from ethan_torch.tensors import as_array, as_tensor

__all__ = ["TensorPair"]


class TensorPair:
    """In the convention of the handed-on cache: `forward(*arrays)` and `backward(cotangent, cache)`.

    Args:
        pair: of functions of tensors.
        arguments: of forward, which say on which device each tensor lives.
        seed: of torch's generators.

    >>> pair = Functions(torch.sin, lambda g, x: g * torch.cos(x), 1)
    >>> arrays = TensorPair(pair, Arguments.of((torch.zeros(2),)))
    >>> output, cache = arrays.forward(as_array(torch.zeros(2)))
    >>> arrays.backward(output + 1, cache)
    array([1., 1.], dtype=float32)
    """

    def __init__(self, pair: Functions, arguments: Arguments, seed: int = 0) -> None:
        self.pair, self.arguments, self.seed = pair, arguments, seed

    def __deepcopy__(self, memo: dict[int, Any]) -> TensorPair:
        return self  # Functions are shared.

    def forward(self, *arrays: Any) -> tuple[Any, Any]:
        """The output as arrays, and the cache as it is."""
        devices = self.arguments.devices
        tensors = [as_tensor(array, device) for array, device in zip(arrays, devices, strict=True)]
        with boundary(self.seed, sum(tensor.numel() for tensor in tensors)), torch.no_grad():
            output, cache = self.pair.forward(*self.arguments.rebuilt(tensors))
        return _as_arrays(output), cache

    def backward(self, cotangent: Any, cache: Any) -> Any:
        """The gradients as arrays."""
        device = next((one for one in self.arguments.devices if one is not None), None)
        given = pytree.tree_map(lambda array: as_tensor(array, device), cotangent)
        with boundary(self.seed), torch.no_grad():
            return _as_arrays(self.pair.backward(given, cache))


def _as_arrays(found: Any) -> Any:
    """The same with arrays in place of tensors, wherever they stand."""
    return pytree.tree_map(lambda one: as_array(one) if isinstance(one, torch.Tensor) else one, found)
