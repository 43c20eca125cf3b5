"""A thing and its inputs on another device."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import torch
from torch.utils import _pytree as pytree

from ethan_core.errors import ArgumentError

__all__ = ["moved_to"]


def moved_to(device: str | torch.device, thing: Any, inputs: Sequence[Any]) -> tuple[Any, tuple[Any, ...]]:
    """Copies there; what is no tensor and no module stays as it is.

    Raises:
        ArgumentError: there is no such device, with the reason in one line.

    >>> moved_to("cpu", torch.sin, (torch.ones(2), 3))[1]
    (tensor([1., 1.]), 3)
    >>> moved_to("xpu:7", torch.sin, ())
    Traceback (most recent call last):
        ...
    ethan_core.errors.ArgumentError: device 'xpu:7' cannot be used: ...
    """
    try:
        torch.empty(0, device=device)
        if isinstance(thing, torch.nn.Module):
            thing = copy.deepcopy(thing).to(device)
        found = pytree.tree_map(lambda one: one.to(device) if isinstance(one, torch.Tensor) else one, inputs)
    except (RuntimeError, AssertionError) as error:
        reason = str(error).partition("\n")[0]
        raise ArgumentError(f"device {str(device)!r} cannot be used: {reason}") from None
    return thing, tuple(found)
