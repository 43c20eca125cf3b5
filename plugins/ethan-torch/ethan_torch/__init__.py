"""PyTorch for Ethan: is a backward pass, of a custom rule or of a module, the derivative of its forward?

>>> import torch, ethan_torch
>>> x = torch.tensor([0.3, -1.2, 0.8])
>>> ethan_torch.check(torch.tanh, x).verdict
'pass'
"""

try:
    import torch  # noqa: F401
except ImportError:
    raise ImportError("ethan-torch needs PyTorch, which is not installed: pip install torch") from None

from ethan_torch.checking import check

__all__ = ["check"]
