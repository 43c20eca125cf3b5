"""Questions that only a program of torch's can be asked. Nothing here imports torch before it is asked."""

from __future__ import annotations

from ethan_check import Check
from ethan_torch.checks.calls import Calls
from ethan_torch.checks.captured import Captured
from ethan_torch.checks.conditions import Conditions
from ethan_torch.checks.cotangents import Cotangents
from ethan_torch.checks.forward_mode import ForwardMode
from ethan_torch.checks.outputs import Outputs
from ethan_torch.checks.refills import Refills
from ethan_torch.checks.replaced import Replaced
from ethan_torch.checks.saved_tensors import SavedTensors
from ethan_torch.checks.second_order import SecondOrder
from ethan_torch.checks.subsets import Subsets
from ethan_torch.checks.vmap import Vmap

__all__ = ["torch_checks"]


def torch_checks() -> list[Check]:
    """All of them, in the order of their names.

    >>> [check.name for check in torch_checks()][:3]
    ['torch-calls', 'torch-captured', 'torch-conditions']
    """
    return [
        Calls(),
        Captured(),
        Conditions(),
        Cotangents(),
        ForwardMode(),
        Outputs(),
        Refills(),
        Replaced(),
        SavedTensors(),
        SecondOrder(),
        Subsets(),
        Vmap(),
    ]
