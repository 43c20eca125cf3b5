"""Two-dimensional convolution."""

from __future__ import annotations

from math import prod

import numpy as np
import numpy.typing as npt

from ethan_core.contract import Contract
from ethan_core.layer import Array, LayerBase
from ethan_core.net.arguments import float_dtype, pair, positive
from ethan_core.net.windows import entries_by_offset, windows
from ethan_core.registry import register

__all__ = ["Conv2d"]


@register(
    "conv2d.v1",
    cases=[
        {"in_channels": 2, "out_channels": 3, "kernel_size": (2, 3)},
        {"in_channels": 1, "out_channels": 2, "kernel_size": 3, "stride": 2},
        {"in_channels": 2, "out_channels": 1, "kernel_size": (3, 2), "stride": (2, 3), "padding": (0, 1)},
        {"in_channels": 3, "out_channels": 2, "kernel_size": 1},
        {"in_channels": 1, "out_channels": 1, "kernel_size": 2, "padding": 2},
    ],
)
class Conv2d(LayerBase):
    """Each output entry is a weighted sum of one window of the input, the weights shared by all windows.

    What deep learning calls convolution is the cross-correlation: the kernel is not flipped. Few
    parameters and no dependence on position; each output sees only its window.

    Args:
        in_channels, out_channels: length of axis 1 of X and of Y.
        kernel_size: height and width of the window, one integer or a pair; attributes kh, kw.
        stride: from one window to the next, one integer or a pair; attributes sh, sw.
        padding: zeros on each side, one integer or a pair; attributes ph, pw.
        generator: where the initial weights come from; fresh entropy by default.
        dtype: of the parameters.

    Raises:
        ArgumentError: a size makes no sense, or dtype is not floating point.

    Formula:
        Y[n,o,i,j] = sum(W[o,c,p,q]*X[n,c,i*sh+p-ph,j*sw+q-pw] for c, p, q) + b[o]
        dL/dX[n,c,h,w] = sum(dL/dY[n,o,i,j]*W[o,c,h+ph-i*sh,w+pw-j*sw] for o, i, j)
        dL/dW[o,c,p,q] = sum(dL/dY[n,o,i,j]*X[n,c,i*sh+p-ph,j*sw+q-pw] for n, i, j)/N
        dL/db[o] = sum(dL/dY[n,o,i,j] for n, i, j)/N

    X and W count as 0 outside their bounds.

    >>> layer = Conv2d(3, 16, 3, padding=1, generator=np.random.default_rng(0))
    >>> layer.forward(np.ones((2, 3, 8, 8))).shape
    (2, 16, 8, 8)
    """

    contract = Contract(
        shapes="N in_channels H W -> N out_channels (H+2*ph-kh)//sh+1 (W+2*pw-kw)//sw+1",
        parameters={"W": "out_channels in_channels kh kw", "b": "out_channels"},
        reduction="mean",
        rows_independent=True,
    )

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        *,
        generator: np.random.Generator | None = None,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        self.in_channels = positive("Conv2d", "in_channels", in_channels)
        self.out_channels = positive("Conv2d", "out_channels", out_channels)
        self.kh, self.kw = pair("Conv2d", "kernel_size", kernel_size)
        self.sh, self.sw = pair("Conv2d", "stride", stride)
        self.ph, self.pw = pair("Conv2d", "padding", padding, least=0)
        dtype = float_dtype("Conv2d", dtype)
        shape = (self.out_channels, self.in_channels, self.kh, self.kw)
        limit = 1 / np.sqrt(self.in_channels * self.kh * self.kw)
        self.W: Array = np.random.default_rng(generator).uniform(-limit, limit, shape).astype(dtype)
        self.b: Array = np.zeros(self.out_channels, dtype)

    def _forward(self, X: Array) -> Array:
        columns, grid = self._columns(X)
        Y: Array = self._kernels() @ columns + self.b[:, None]
        return Y.reshape(X.shape[0], self.out_channels, *grid)

    def _gradients(self, X: Array, dL_dY: Array) -> tuple[Array, dict[str, Array]]:
        columns, grid = self._columns(X)
        G = dL_dY.reshape(X.shape[0], self.out_channels, prod(grid))
        dL_dW = (G @ columns.transpose(0, 2, 1)).sum(axis=0).reshape(self.W.shape)
        dL_db = G.sum(axis=2).sum(axis=0)
        dL_dX = self._spread(self._kernels().T @ G, X.shape, grid)
        batch = max(X.shape[0], 1)  # an empty batch has no mean, and teaches nothing
        return dL_dX, {"W": dL_dW / batch, "b": dL_db / batch}

    def _kernels(self) -> Array:
        return self.W.reshape(self.out_channels, self.in_channels * self.kh * self.kw)

    def _columns(self, X: Array) -> tuple[Array, tuple[int, ...]]:
        """Every window as a column: (N, in_channels*kh*kw, windows), and how the windows lie."""
        padded = np.pad(X, ((0, 0), (0, 0), (self.ph, self.ph), (self.pw, self.pw)))
        view = windows(padded, (self.kh, self.kw), (self.sh, self.sw))
        grid = view.shape[4:]
        return view.reshape(X.shape[0], self.in_channels * self.kh * self.kw, prod(grid)), grid

    def _spread(self, columns: Array, shape: tuple[int, ...], grid: tuple[int, ...]) -> Array:
        """Add every column back to where its window lay: the transpose of `_columns`."""
        batch, channels, height, width = shape
        padded = np.zeros((batch, channels, height + 2 * self.ph, width + 2 * self.pw), columns.dtype)
        parts = columns.reshape(batch, channels, self.kh * self.kw, *grid)
        places = entries_by_offset(padded, (self.kh, self.kw), (self.sh, self.sw))
        for offset, place in enumerate(places):
            place += parts[:, :, offset]
        return padded[:, :, self.ph : self.ph + height, self.pw : self.pw + width].copy()
