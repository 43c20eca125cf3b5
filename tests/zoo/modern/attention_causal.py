"""Causal self-attention in loops, the way llm.c's reference kernels are written."""

import math

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class CausalAttention:
    """inp is (B, T, 3C) and holds query, key and value side by side; returns (B, T, C)."""

    def __init__(self, n_head):
        self.NH = n_head

    def forward(self, inp):
        B, T, C3 = inp.shape
        C = C3 // 3
        hs = C // self.NH
        scale = 1.0 / math.sqrt(hs)
        out = np.zeros((B, T, C))
        att = np.zeros((B, self.NH, T, T))
        for b in range(B):
            for h in range(self.NH):
                q = inp[b, :, h * hs : (h + 1) * hs]
                k = inp[b, :, C + h * hs : C + (h + 1) * hs]
                v = inp[b, :, 2 * C + h * hs : 2 * C + (h + 1) * hs]
                for t in range(T):
                    preatt = k[: t + 1] @ q[t] * scale
                    expv = np.exp(preatt - preatt.max())
                    att[b, h, t, : t + 1] = expv / expv.sum()
                    out[b, t, h * hs : (h + 1) * hs] = att[b, h, t, : t + 1] @ v[: t + 1]
        self.inp, self.att = inp, att
        return out

    def backward(self, dout):
        inp, att = self.inp, self.att
        B, T, C = dout.shape
        hs = C // self.NH
        scale = 1.0 / math.sqrt(hs)
        dinp = np.zeros_like(inp)
        for b in range(B):
            for h in range(self.NH):
                lo, hi = h * hs, (h + 1) * hs
                q, k, v = inp[b, :, lo:hi], inp[b, :, C + lo : C + hi], inp[b, :, 2 * C + lo : 2 * C + hi]
                dq = dinp[b, :, lo:hi]
                dk = dinp[b, :, C + lo : C + hi]
                dv = dinp[b, :, 2 * C + lo : 2 * C + hi]
                for t in range(T):
                    a = att[b, h, t, : t + 1]
                    datt = v[: t + 1] @ dout[b, t, lo:hi]
                    dv[: t + 1] += np.outer(a, dout[b, t, lo:hi])
                    dpre = a * (datt - a @ datt)
                    dq[t] += dpre @ k[: t + 1] * scale
                    dk[: t + 1] += np.outer(dpre, q[t]) * scale
        return dinp


def draw(cls, rng):
    heads, hs, batch, length = (int(n) for n in rng.integers((1, 1, 1, 1), (3, 4, 3, 6)))
    return Case(layer=cls(heads), inputs=(rng.normal(size=(batch, length, 3 * heads * hs)),))


def natural(cls):
    return Case(layer=cls(n_head=2), inputs=(np.random.default_rng(0).normal(size=(1, 3, 12)),))


DPRE = "dpre = a * (datt - a @ datt)"
DK = "dk[: t + 1] += np.outer(dpre, q[t]) * scale"
DV = "dv[: t + 1] += np.outer(a, dout[b, t, lo:hi])"

SPECIMENS = (
    ModernSpecimen(
        name="attention_causal",
        cls=CausalAttention,
        draw=draw,
        natural=natural,
        style="loops over batch, head and time; one packed input, one packed gradient",
        gradients=lambda layer, dinp: {"x": dinp},
        bugs=(
            Bug("missing-term", DPRE, "dpre = a * datt", "softmax without its coupling"),
            Bug("scale", DK, "dk[: t + 1] += np.outer(dpre, q[t])", "the keys lack 1/sqrt(hs)"),
            Bug("accumulation", DV, DV.replace("+=", "="), "the last query's only"),
            Bug("localised", DV, "dv[:t] += np.outer(a[:-1], dout[b, t, lo:hi])", "a token's own value"),
            Bug(
                "shape-conditional",
                "lo, hi = h * hs, (h + 1) * hs",
                "lo, hi = 0, hs",
                "every head is the first one",
            ),
            Bug("dtype", "dinp = np.zeros_like(inp)", "dinp = np.zeros(inp.shape, dtype=np.float32)"),
            Bug("value-conditional", DPRE, "dpre = a * (datt - a @ datt) * (a < 0.9)", "confident heads"),
        ),
    ),
)
