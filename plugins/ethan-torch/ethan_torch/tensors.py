"""The boundary: numpy's arrays on Ethan's side, tensors on torch's, with the same numbers and layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

__all__ = ["Array", "as_array", "as_tensor", "is_differentiable", "precision_of"]

Array = npt.NDArray[Any]


def as_tensor(
    array: Any, device: torch.device | None = None, dtype: torch.dtype | None = None
) -> torch.Tensor:
    """A tensor of an array's numbers, in memory of its own, strided as the array is where torch can be.

    Args:
        array: of any layout; torch has no negative strides, so a reversed view is laid out anew.
        device: where the tensor lives; on the CPU by default.
        dtype: of real numbers; complex ones get the precision that goes with it. Integers keep theirs.

    >>> as_tensor(np.arange(4.0)[::-1]).tolist()
    [3.0, 2.0, 1.0, 0.0]
    >>> as_tensor(np.ones((3, 2)).T).stride()
    (1, 2)
    """
    array = np.asarray(array)
    if any(stride < 0 for stride in array.strides) or not array.dtype.isnative:
        array = np.ascontiguousarray(array, array.dtype.newbyteorder("="))
    if any(stride % array.itemsize for stride in array.strides):
        array = array.copy()
    given = torch.from_numpy(array if array.flags.writeable else array.copy())
    wanted = given.dtype
    if dtype is not None and given.is_floating_point():
        wanted = dtype
    elif dtype is not None and given.is_complex():
        wanted = dtype.to_complex()
    return given.to(device=device, dtype=wanted, copy=True)


def as_array(tensor: torch.Tensor) -> Array:
    """An array of a tensor's numbers, in memory of its own; half precision becomes single, which holds it.

    >>> as_array(torch.ones(2, dtype=torch.bfloat16))
    array([1., 1.], dtype=float32)
    """
    if tensor.dtype in (torch.bfloat16, torch.float16):
        tensor = tensor.float()
    return np.array(tensor.numpy(force=True))  # Lazy conjugates and zeros are worked out.


def is_differentiable(tensor: Any) -> bool:
    """Whether something is a tensor that a derivative can be taken of.

    >>> is_differentiable(torch.ones(2)), is_differentiable(torch.arange(2)), is_differentiable(1.0)
    (True, False, False)
    """
    return isinstance(tensor, torch.Tensor) and (tensor.is_floating_point() or tensor.is_complex())


def precision_of(arrays: Sequence[Array]) -> torch.dtype:
    """What a call runs in: float32 where that is all that it is given, else float64.

    >>> precision_of([np.ones(2, np.float32)]), precision_of([np.ones(2, np.float32), np.ones(2)])
    (torch.float32, torch.float64)
    """
    kinds = [array.dtype for array in arrays if array.dtype.kind in "fc"]
    single = bool(kinds) and all(dtype in (np.float16, np.float32, np.complex64) for dtype in kinds)
    return torch.float32 if single else torch.float64
