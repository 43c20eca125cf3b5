"""The largest entry of each window."""

from __future__ import annotations

import numpy as np

from ethan_core.contract import Contract
from ethan_core.layer import Array, LayerBase
from ethan_core.net.arguments import pair
from ethan_core.net.windows import entries_by_offset
from ethan_core.registry import register

__all__ = ["MaxPool2d"]


@register(
    "max_pool2d.v1",
    cases=[
        {"kernel_size": 2},
        {"kernel_size": (2, 3), "stride": (1, 2)},
        {"kernel_size": 3, "stride": 2},
        {"kernel_size": (1, 2), "stride": 3},
        {"kernel_size": 1},
    ],
)
class MaxPool2d(LayerBase):
    """The largest entry of each window, channel by channel.

    It shrinks the image and makes what follows less sensitive to small shifts; where in the window the
    entry lay is lost. Only the largest entry of a window receives a gradient. Windows that do not fit
    are dropped. Of equal entries the first in row-major order counts, and so does the first NaN.

    Args:
        kernel_size: height and width of the window, one integer or a pair; attributes kh, kw.
        stride: from one window to the next, one integer or a pair; attributes sh, sw. The window by default.

    Raises:
        ArgumentError: a size makes no sense.

    Formula:
        Y[n,c,i,j] = max(X[n,c,i*sh+p,j*sw+q] for p < kh, q < kw)
        dL/dX[n,c,h,w] = sum(dL/dY[n,c,i,j] for i, j
            if first_argmax(X[n,c,i*sh+p,j*sw+q] for p < kh, q < kw) == (h-i*sh, w-j*sw))

    >>> MaxPool2d(2).forward(np.arange(16.0).reshape(1, 1, 4, 4))[0, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """

    contract = Contract(
        shapes="N C H W -> N C (H-kh)//sh+1 (W-kw)//sw+1", ties="first", rows_independent=True
    )

    def __init__(
        self, kernel_size: int | tuple[int, int], stride: int | tuple[int, int] | None = None
    ) -> None:
        self.kh, self.kw = pair("MaxPool2d", "kernel_size", kernel_size)
        self.sh, self.sw = pair("MaxPool2d", "stride", kernel_size if stride is None else stride)

    def _forward(self, X: Array) -> Array:
        return np.take(X, self._chosen(X.real))

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        dL_dX = np.zeros(X.shape, dL_dY.dtype)
        # Windows may overlap: an entry chosen twice adds both gradients up.
        np.add.at(dL_dX.reshape(-1), self._chosen(X.real).reshape(-1), dL_dY.reshape(-1))
        return dL_dX, {}

    def _chosen(self, X: Array) -> Array:
        """The row-major position in X of the entry that each window chooses: (N, C, rows, columns)."""
        entries = entries_by_offset(X, (self.kh, self.kw), (self.sh, self.sw))
        best = next(entries).copy()
        chosen = np.zeros(best.shape, np.min_scalar_type(self.kh * self.kw))
        for offset, entry in enumerate(entries, start=1):
            candidate = entry.copy()
            # Larger, or the first NaN: comparisons with NaN are false, and NaN differs from itself.
            beats = ~(candidate <= best) & (best == best)
            np.maximum(chosen, np.multiply(beats, offset, dtype=chosen.dtype), out=chosen)
            np.maximum(best, candidate, out=best)
        batch, channels, height, width = X.shape
        images = np.arange(batch * channels).reshape(batch, channels, 1, 1) * (height * width)
        rows = np.arange(best.shape[2])[:, None] * (self.sh * width)
        columns = np.arange(best.shape[3]) * self.sw
        in_window = np.arange(self.kh)[:, None] * width + np.arange(self.kw)
        positions: Array = np.take(in_window, chosen) + (images + rows + columns)
        return positions
