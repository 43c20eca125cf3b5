"""Grouped-query attention: several query heads read the same head of keys and values."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class GroupedQueryAttention:
    """q (B, Hq, T, d); k and v (B, Hkv, S, d). With S > T the queries are the last T positions."""

    def __init__(self, causal=True, sm_scale=None):
        self.causal = causal
        self.sm_scale = sm_scale

    def forward(self, q, k, v):
        rep = q.shape[1] // k.shape[1]
        scale = self.sm_scale or q.shape[-1] ** -0.5
        kr = np.repeat(k, rep, axis=1)
        vr = np.repeat(v, rep, axis=1)
        s = np.einsum("bhtd,bhsd->bhts", q, kr) * scale
        if self.causal:
            T, S = s.shape[-2:]
            hidden = np.triu(np.ones((T, S), dtype=bool), k=S - T + 1)
            s[..., hidden] = -np.inf
        s -= s.max(axis=-1, keepdims=True)
        p = np.exp(s)
        p /= p.sum(axis=-1, keepdims=True)
        self.saved = (q, kr, vr, p, scale, k.shape)
        return np.einsum("bhts,bhsd->bhtd", p, vr)

    def backward(self, do):
        q, kr, vr, p, scale, kv_shape = self.saved
        B, Hkv, S, d = kv_shape
        dp = np.einsum("bhtd,bhsd->bhts", do, vr)
        ds = p * (dp - np.sum(dp * p, axis=-1, keepdims=True)) * scale
        dq = np.einsum("bhts,bhsd->bhtd", ds, kr)
        dkr = np.einsum("bhts,bhtd->bhsd", ds, q)
        dvr = np.einsum("bhts,bhtd->bhsd", p, do)
        dk = dkr.reshape(B, Hkv, -1, S, d).sum(axis=2)
        dv = dvr.reshape(B, Hkv, -1, S, d).sum(axis=2)
        return dq, dk, dv


def draw(cls, rng):
    batch, kv_heads, rep, t, past, d = (int(n) for n in rng.integers((1, 1, 1, 1, 0, 1), (3, 3, 4, 5, 3, 5)))
    scale = [None, 0.3][rng.integers(2)]
    q = rng.normal(size=(batch, kv_heads * rep, t, d))
    k, v = rng.normal(size=(2, batch, kv_heads, t + past, d))
    return Case(layer=cls(causal=bool(rng.integers(2)), sm_scale=scale), inputs=(q, k, v))


def natural(cls):
    rng = np.random.default_rng(0)
    q = rng.normal(size=(1, 4, 3, 2))
    k, v = rng.normal(size=(2, 1, 2, 3, 2))
    return Case(layer=cls(), inputs=(q, k, v))


DK = "dk = dkr.reshape(B, Hkv, -1, S, d).sum(axis=2)"
DV = "dv = dvr.reshape(B, Hkv, -1, S, d).sum(axis=2)"
DS = "ds = p * (dp - np.sum(dp * p, axis=-1, keepdims=True)) * scale"

SPECIMENS = (
    ModernSpecimen(
        name="attention_grouped_query",
        cls=GroupedQueryAttention,
        draw=draw,
        natural=natural,
        style="forward(q, k, v); backward returns the three gradients",
        gradients=lambda layer, got: dict(zip(("x", "x1", "x2"), got, strict=True)),
        bugs=(
            Bug("dtype", "B, Hkv, S, d = kv_shape", 'B, Hkv, S, d = kv_shape; do = do.astype("float32")'),
            Bug("axis", DK, "dk = dkr.reshape(B, -1, Hkv, S, d).sum(axis=1)", "tile where repeat was"),
            Bug("accumulation", DV, "dv = dvr.reshape(B, Hkv, -1, S, d)[:, :, -1]", "the last query head's"),
            Bug("scale", DK, "dk = dkr.reshape(B, Hkv, -1, S, d).mean(axis=2)"),
            Bug("shape-conditional", DS, DS.replace("scale", "d**-0.5"), "right for the default scale"),
            Bug(
                "missing-term",
                'dkr = np.einsum("bhts,bhtd->bhsd", ds, q)',
                'dkr = np.einsum("bhts,bhtd->bhsd", p * dp * scale, q)',
            ),
            Bug("localised", DV, DV + "; dv[:, :, 0] *= 0.5", "the first position"),
        ),
    ),
)
