"""Questions that only a program of torch's can be asked. Nothing here imports torch before it is asked."""

from __future__ import annotations

from ethan_check import Check
from ethan_torch.checks.captured import Captured
from ethan_torch.checks.cotangents import Cotangents
from ethan_torch.checks.saved_tensors import SavedTensors
from ethan_torch.checks.second_order import SecondOrder
from ethan_torch.checks.subsets import Subsets

__all__ = ["torch_checks"]


def torch_checks() -> list[Check]:
    """All of them.

    >>> [check.name for check in torch_checks()]
    ['torch-captured', 'torch-cotangents', 'torch-saved-tensors', 'torch-second-order', 'torch-subsets']
    """
    return [Captured(), Cotangents(), SavedTensors(), SecondOrder(), Subsets()]
