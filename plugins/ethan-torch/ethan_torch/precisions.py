"""The precisions that torch has and numpy lacks, or hands over otherwise: as values for Ethan."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch

from ethan_check.numerics.precision import Precision
from ethan_torch.tensors import Array

__all__ = ["LOW", "rounded_to"]


def rounded_to(dtype: torch.dtype, array: Array) -> Array:
    """The nearest numbers of a dtype, in float32, which holds those of both.

    >>> rounded_to(torch.bfloat16, np.array([1.0, 1.001, 3.14])).tolist()
    [1.0, 1.0, 3.140625]
    """
    tensor = torch.from_numpy(np.array(array, dtype=np.float32))
    return np.asarray(tensor.to(dtype).float().numpy())


LOW: dict[torch.dtype, Precision] = {
    dtype: Precision(
        str(dtype).removeprefix("torch."), torch.finfo(dtype).eps, "float32", partial(rounded_to, dtype)
    )
    for dtype in (torch.bfloat16, torch.float16)
}
"""Half precisions, of which arrays of float32 hold the numbers."""
