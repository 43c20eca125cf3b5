"""A gradient that went through float32 or float16 on its way."""

from __future__ import annotations

import numpy as np

from ethan_check.localise import Difference
from ethan_check.subject import Subject

__all__ = ["diagnose"]


def diagnose(difference: Difference, subject: Subject) -> str | None:
    """The right gradient, up to what a narrower type loses."""
    g, d = difference.backward, difference.derivative
    if d is None or not np.all(np.isfinite(g)):
        return None
    scale = float(np.max(np.abs(d), initial=0.0))
    off = float(np.max(np.abs(g - d), initial=0.0))
    if 2 * len(difference.entries) < np.count_nonzero(d):
        return None
    for dtype in (np.float32, np.float16):
        eps = float(np.finfo(dtype).eps)
        exactly = g.size > 0 and np.array_equal(g.astype(dtype).astype(np.float64), g)
        if 1e-3 * eps * scale < off <= 16 * eps * scale and (exactly or off > 0.02 * eps * scale):
            name = np.dtype(dtype).name
            return (
                f"{difference.target} went through {name}: it is right to {off / scale:.0e} of its size only"
            )
    return None
