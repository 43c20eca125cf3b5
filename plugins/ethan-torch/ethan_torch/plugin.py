"""What the entry point `ethan.plugins` names.

It is loaded in runs that never see a tensor. So torch is imported only where somebody else has done so:
before that there is nothing of torch's.
"""

from __future__ import annotations

import sys
from typing import Any

from ethan_check import Check, Translation, hookimpl
from ethan_torch.checks import torch_checks

__all__ = ["ethan_checks", "ethan_translate"]


@hookimpl
def ethan_translate(thing: Any, inputs: tuple[Any, ...] | None) -> Translation | None:
    """A layer of arrays in place of a function of tensors, an `autograd.Function` or a module."""
    if "torch" not in sys.modules:
        return None
    from ethan_torch.translation import is_torch, translate

    return translate(thing, inputs) if is_torch(thing, inputs) else None


@hookimpl
def ethan_checks() -> list[Check]:
    """What only programs of torch's are asked."""
    return torch_checks()
