"""Layers of a million parameters as somebody would write them: plain numpy, nothing of Ethan's."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

__all__ = ["LARGE_LAYERS", "Attention", "Conv2d", "Linear", "Lstm"]


class Linear:
    """An affine layer, 1000 to 1000."""

    example = (64, 1000)

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.W, self.b = rng.normal(size=(1000, 1000)) / 30, np.zeros(1000)

    def forward(self, x: Any) -> Any:
        """X W + b."""
        self.x = x
        return x @ self.W + self.b

    def backward(self, g: Any) -> Any:
        """Leaves dW and db behind."""
        self.dW, self.db = self.x.T @ g, g.sum(axis=0)
        return g @ self.W.T


class Lstm:
    """A long short-term memory over (batch, time, features), 256 features, 384 units."""

    example = (16, 12, 256)

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.W, self.b = rng.normal(size=(256 + 384, 4 * 384)) / 25, np.zeros(4 * 384)

    def forward(self, x: Any) -> Any:
        """The hidden state at each time."""
        self.steps: list[Any] = []
        h = c = np.zeros((len(x), 384))
        outputs = []
        for t in range(x.shape[1]):
            z = np.concatenate([x[:, t], h], axis=1)
            a = z @ self.W + self.b
            i, f, o = (1 / (1 + np.exp(-part)) for part in (a[:, :384], a[:, 384:768], a[:, 768:1152]))
            n = np.tanh(a[:, 1152:])
            before, c = c, f * c + i * n
            h = o * np.tanh(c)
            self.steps.append((z, i, f, o, n, before, c))
            outputs.append(h)
        return np.stack(outputs, axis=1)

    def backward(self, g: Any) -> Any:
        """Leaves dW and db behind."""
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)
        dx = np.zeros((len(g), g.shape[1], 256))
        dh = dc = np.zeros((len(g), 384))
        for t in reversed(range(g.shape[1])):
            z, i, f, o, n, before, c = self.steps[t]
            dh = dh + g[:, t]
            tanh = np.tanh(c)
            dc = dc + dh * o * (1 - tanh**2)
            gates = (
                dc * n * i * (1 - i),
                dc * before * f * (1 - f),
                dh * tanh * o * (1 - o),
                dc * i * (1 - n**2),
            )
            da = np.concatenate(gates, axis=1)
            self.dW += z.T @ da
            self.db += da.sum(axis=0)
            dz = da @ self.W.T
            dx[:, t], dh, dc = dz[:, :256], dz[:, 256:], dc * f
        return dx


class Attention:
    """Self-attention with 8 heads over (batch, time, 512)."""

    example = (8, 32, 512)

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.Wq, self.Wk, self.Wv, self.Wo = (rng.normal(size=(512, 512)) / 22 for _ in range(4))

    def _split(self, x: Any) -> Any:
        return x.reshape(*x.shape[:2], 8, 64).transpose(0, 2, 1, 3)

    def _merge(self, x: Any) -> Any:
        return x.transpose(0, 2, 1, 3).reshape(x.shape[0], x.shape[2], 512)

    def forward(self, x: Any) -> Any:
        """softmax(Q K^T / 8) V, mixed by Wo."""
        q, k, v = (self._split(x @ w) for w in (self.Wq, self.Wk, self.Wv))
        s = q @ k.transpose(0, 1, 3, 2) / 8
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        p = e / e.sum(axis=-1, keepdims=True)
        y = self._merge(p @ v)
        self.cache = x, q, k, v, p, y
        return y @ self.Wo

    def backward(self, g: Any) -> Any:
        """Leaves dWq, dWk, dWv and dWo behind."""
        x, q, k, v, p, y = self.cache
        flat = x.reshape(-1, 512)
        self.dWo = y.reshape(-1, 512).T @ g.reshape(-1, 512)
        dy = self._split(g @ self.Wo.T)
        dp, dv = dy @ v.transpose(0, 1, 3, 2), p.transpose(0, 1, 3, 2) @ dy
        ds = p * (dp - (dp * p).sum(axis=-1, keepdims=True)) / 8
        dq, dk, dv = (self._merge(d) for d in (ds @ k, ds.transpose(0, 1, 3, 2) @ q, dv))
        self.dWq, self.dWk, self.dWv = (flat.T @ d.reshape(-1, 512) for d in (dq, dk, dv))
        return dq @ self.Wq.T + dk @ self.Wk.T + dv @ self.Wv.T


class Conv2d:
    """A convolution of 3 by 3, 256 channels to 448."""

    example = (8, 256, 8, 8)

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.W, self.b = rng.normal(size=(448, 256, 3, 3)) / 48, np.zeros(448)

    def forward(self, x: Any) -> Any:
        """(batch, channels, height, width), no padding."""
        self.windows = sliding_window_view(x, (3, 3), axis=(2, 3))
        y = np.tensordot(self.windows, self.W, axes=((1, 4, 5), (1, 2, 3)))
        return y.transpose(0, 3, 1, 2) + self.b[:, None, None]

    def backward(self, g: Any) -> Any:
        """Leaves dW and db behind."""
        n, _, height, width = g.shape
        self.dW = np.tensordot(g, self.windows, axes=((0, 2, 3), (0, 2, 3)))
        self.db = g.sum(axis=(0, 2, 3))
        spread = np.tensordot(g, self.W, axes=((1,), (0,)))
        dx = np.zeros((n, 256, height + 2, width + 2), g.dtype)
        for i in range(3):
            for j in range(3):
                dx[:, :, i : i + height, j : j + width] += spread[..., i, j].transpose(0, 3, 1, 2)
        return dx


LARGE_LAYERS: tuple[Any, ...] = (Linear, Lstm, Attention, Conv2d)
