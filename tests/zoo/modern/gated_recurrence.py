"""A gated linear recurrence."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class GatedRecurrence:
    """h_t = a_t h_(t-1) + sqrt(1 - a_t^2) v_t with a_t = sigmoid(W x_t + b), v = V x (RG-LRU)."""

    def __init__(self, dim, width, rng):
        self.W, self.V = rng.normal(size=(2, dim, width))
        self.b = rng.normal(size=width)

    def forward(self, x):
        a = 1 / (1 + np.exp(-(x @ self.W + self.b)))
        v = x @ self.V
        beta = np.sqrt(np.maximum(1 - a * a, 1e-30))
        h = np.zeros((len(x) + 1, a.shape[1]))
        for t in range(len(x)):
            h[t + 1] = a[t] * h[t] + beta[t] * v[t]
        return h[1:], (x, a, v, beta, h)

    def backward(self, dh, cache):
        x, a, v, beta, h = cache
        g = dh.copy()
        for t in range(len(x) - 2, -1, -1):
            g[t] += a[t + 1] * g[t + 1]
        dv = g * beta
        da = g * h[:-1] - g * v * a / beta
        dz = da * a * (1 - a)
        self.W_grad = x.T @ dz
        self.V_grad = x.T @ dv
        self.b_grad = dz.sum(0)
        return dz @ self.W.T + dv @ self.V.T


def draw_gated(cls, rng):
    T, dim, width = (int(n) for n in rng.integers(1, (8, 5, 5)))
    return Case(layer=cls(dim, width, rng), inputs=(rng.normal(size=(T, dim)),))


def natural_gated(cls):
    return Case(
        layer=cls(3, 2, np.random.default_rng(0)), inputs=(np.random.default_rng(1).normal(size=(4, 3)),)
    )


DA = "da = g * h[:-1] - g * v * a / beta"

SPECIMENS = (
    ModernSpecimen(
        name="gated_recurrence",
        cls=GatedRecurrence,
        draw=draw_gated,
        natural=natural_gated,
        style="out, cache = forward(x); parameters' gradients in W_grad beside W",
        gradients=lambda m, dx: {"x": dx, "W": m.W_grad, "V": m.V_grad, "b": m.b_grad},
        parameters=lambda m: {"W": m.W, "V": m.V, "b": m.b},
        bugs=(
            Bug("small", DA, "da = g * h[:-1] - g * v * a / (beta + 1e-4)", "guarded against zero"),
            Bug("missing-term", DA, "da = g * h[:-1]", "the gate in the input's factor"),
            Bug("scale", "g[t] += a[t + 1] * g[t + 1]", "g[t] += a[t] * g[t + 1]", "one step off"),
            Bug("state", "g = dh.copy()", "g = dh", "the cotangent is overwritten"),
            Bug("localised", "for t in range(len(x) - 2, -1, -1):", "for t in range(len(x) - 2, 0, -1):"),
            Bug("ones-cotangent", "self.b_grad = dz.sum(0)", "self.b_grad = (dz / dh).sum(0)"),
        ),
    ),
)
