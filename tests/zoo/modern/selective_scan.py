"""The selective scan of a diagonal state-space model."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class SelectiveScan:
    """u, delta (B, L, D); A (D, N); Bm, Cm (B, L, N); skip (D,).  Mamba's reference without the gate."""

    def __init__(self, delta_softplus=False):
        self.delta_softplus = delta_softplus

    def forward(self, u, delta, A, Bm, Cm, skip):
        batch, L, D = u.shape
        dt = np.log1p(np.exp(delta)) if self.delta_softplus else delta
        h = np.zeros((batch, D, A.shape[1]))
        hs = [h]
        y = np.empty_like(u)
        for t in range(L):
            decay = np.exp(dt[:, t, :, None] * A)
            h = decay * h + (dt[:, t] * u[:, t])[:, :, None] * Bm[:, t, None, :]
            hs.append(h)
            y[:, t] = np.einsum("bdn,bn->bd", h, Cm[:, t]) + skip * u[:, t]
        self.ctx = u, delta, dt, A, Bm, Cm, skip, hs
        return y

    def backward(self, dy):
        u, delta, dt, A, Bm, Cm, skip, hs = self.ctx
        dskip = np.einsum("bld,bld->d", dy, u)
        du = dy * skip
        ddt = np.zeros_like(dt)
        dA, dB, dC = np.zeros_like(A), np.zeros_like(Bm), np.zeros_like(Cm)
        dh = np.zeros_like(hs[0])
        for t in range(dy.shape[1] - 1, -1, -1):
            dh = dh + dy[:, t, :, None] * Cm[:, t, None, :]
            dC[:, t] = np.einsum("bdn,bd->bn", hs[t + 1], dy[:, t])
            decay = np.exp(dt[:, t, :, None] * A)
            ddecay = dh * hs[t] * decay
            dA += np.einsum("bdn,bd->dn", ddecay, dt[:, t])
            ddt[:, t] = (ddecay * A).sum(axis=2)
            inflow = np.einsum("bdn,bn->bd", dh, Bm[:, t])
            ddt[:, t] += inflow * u[:, t]
            du[:, t] += inflow * dt[:, t]
            dB[:, t] = np.einsum("bdn,bd->bn", dh, dt[:, t] * u[:, t])
            dh = dh * decay
        if self.delta_softplus:
            ddt = ddt / (1 + np.exp(-delta))
        return du, ddt, dA, dB, dC, dskip


def draw_scan(cls, rng):
    batch, L, D, N = (int(n) for n in rng.integers(1, (3, 6, 4, 4)))
    softplus = bool(rng.integers(2))
    delta = rng.normal(size=(batch, L, D)) if softplus else rng.uniform(0.1, 1.0, (batch, L, D))
    A, (Bm, Cm) = -rng.uniform(0.2, 2.0, (D, N)), rng.normal(size=(2, batch, L, N))
    inputs = rng.normal(size=(batch, L, D)), delta, A, Bm, Cm, rng.normal(size=D)
    return Case(layer=cls(softplus), inputs=inputs)


def natural_scan(cls):
    rng = np.random.default_rng(0)
    u, delta = rng.normal(size=(2, 1, 3, 2))
    A = -np.tile(np.arange(1.0, 4.0), (2, 1))
    Bm, Cm = rng.normal(size=(2, 1, 3, 3))
    return Case(layer=cls(delta_softplus=True), inputs=(u, delta, A, Bm, Cm, np.ones(2)))


NAMES = ("x", "x1", "x2", "x3", "x4", "x5")

SPECIMENS = (
    ModernSpecimen(
        name="selective_scan",
        cls=SelectiveScan,
        draw=draw_scan,
        natural=natural_scan,
        style="all arrays are arguments of forward; backward returns six gradients",
        gradients=lambda layer, got: dict(zip(NAMES, got, strict=True)),
        bugs=(
            Bug("missing-term", "dh = dh * decay", "dh = 0 * dh", "the path through earlier states"),
            Bug("accumulation", "ddt[:, t] += inflow * u[:, t]", "ddt[:, t] = inflow * u[:, t]"),
            Bug("axis", "ddecay = dh * hs[t] * decay", "ddecay = dh * hs[t + 1] * decay", "one step off"),
            Bug("shape-conditional", "if self.delta_softplus:", "if False:", "softplus left out"),
            Bug("accumulation", "du[:, t] += inflow * dt[:, t]", "du[:, t] = inflow * dt[:, t]", "the skip"),
            Bug("scale", 'dA += np.einsum("bdn,bd->dn", ddecay, dt[:, t])', "dA += ddecay.sum(axis=0)"),
        ),
    ),
)
