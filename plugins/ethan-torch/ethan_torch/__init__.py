"""PyTorch for Ethan: is a backward pass, of a custom rule or of a module, the derivative of its forward?

>>> import torch, ethan_torch
>>> x = torch.tensor([0.3, -1.2, 0.8])
>>> ethan_torch.check(torch.tanh, x).verdict
'pass'
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if find_spec("torch") is None:
    raise ImportError("ethan-torch needs PyTorch, which is not installed: pip install torch")

if TYPE_CHECKING:
    from ethan_torch.checking import check
    from ethan_torch.drop_ins import gradcheck, gradgradcheck

_HOMES = {
    "check": "ethan_torch.checking",
    "gradcheck": "ethan_torch.drop_ins",
    "gradgradcheck": "ethan_torch.drop_ins",
}
"""Imported on first use: the plugin is loaded in runs that never see a tensor, and torch takes a second."""

__all__ = ["check", "gradcheck", "gradgradcheck"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'ethan_torch' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
