"""PyTorch for Ethan: are the gradients of a custom backward pass, or of a module, the derivatives of its forward?

>>> import torch, ethan_torch
>>> x = torch.tensor([0.3, -1.2, 0.8])
>>> ethan_torch.check(torch.tanh, x).verdict
'pass'
"""

try:
    import torch  # noqa: F401
except ImportError:
    raise ImportError(
        "ethan-torch checks what PyTorch computes, and PyTorch is missing: pip install torch"
    ) from None

from ethan_torch.checking import check

__all__ = ["check"]
