"""Attention in tiles with running maxima; backward recomputes each tile from the log-sum-exp."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class FlashAttention:
    def __init__(self, block_q=2, block_k=2, causal=False):
        self.Br, self.Bc, self.causal = block_q, block_k, causal

    def _scores(self, Q, K, i, j):
        S = Q[i : i + self.Br] @ K[j : j + self.Bc].T / np.sqrt(Q.shape[1])
        if self.causal:
            rows = np.arange(i, i + S.shape[0])[:, None]
            cols = np.arange(j, j + S.shape[1])[None, :]
            S = np.where(cols <= rows, S, -1e30)
        return S

    def forward(self, Q, K, V):
        N = len(Q)
        out = np.zeros((N, V.shape[1]))
        L = np.zeros(N)
        for i in range(0, N, self.Br):
            rows = slice(i, i + self.Br)
            m = np.full(len(Q[rows]), -np.inf)
            norm = np.zeros(len(Q[rows]))
            acc = np.zeros((len(Q[rows]), V.shape[1]))
            for j in range(0, len(K), self.Bc):
                S = self._scores(Q, K, i, j)
                m_new = np.maximum(m, S.max(axis=1))
                P = np.exp(S - m_new[:, None])
                alpha = np.exp(m - m_new)
                norm = alpha * norm + P.sum(axis=1)
                acc = alpha[:, None] * acc + P @ V[j : j + self.Bc]
                m = m_new
            out[rows] = acc / norm[:, None]
            L[rows] = m + np.log(norm)
        self.ctx = (Q, K, V, out, L)
        return out

    def backward(self, dO):
        Q, K, V, out, L = self.ctx
        N, d = Q.shape
        dQ, dK, dV = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
        D = np.sum(dO * out, axis=1)
        for j in range(0, len(K), self.Bc):
            cols = slice(j, j + self.Bc)
            for i in range(0, N, self.Br):
                rows = slice(i, i + self.Br)
                P = np.exp(self._scores(Q, K, i, j) - L[rows, None])
                dV[cols] += P.T @ dO[rows]
                dP = dO[rows] @ V[cols].T
                dS = P * (dP - D[rows, None]) / np.sqrt(d)
                dQ[rows] += dS @ K[cols]
                dK[cols] += dS.T @ Q[rows]
        return dQ, dK, dV


def draw(cls, rng):
    n, m, d, dv, br, bc = (int(k) for k in rng.integers(1, (8, 8, 5, 4, 4, 4)))
    layer = cls(br, bc, causal=bool(rng.integers(2)))
    return Case(
        layer=layer, inputs=(rng.normal(size=(n, d)), rng.normal(size=(m, d)), rng.normal(size=(m, dv)))
    )


def natural(cls):
    Q, K, V = np.random.default_rng(0).normal(size=(3, 4, 3))
    return Case(layer=cls(), inputs=(Q, K, V))


DS = "dS = P * (dP - D[rows, None]) / np.sqrt(d)"
KEYS = "for j in range(0, len(K), self.Bc):"
QUERIES = "for i in range(0, N, self.Br):"

SPECIMENS = (
    ModernSpecimen(
        name="attention_flash",
        cls=FlashAttention,
        draw=draw,
        natural=natural,
        style="forward(Q, K, V) in tiles; backward returns the three gradients",
        gradients=lambda layer, got: dict(zip(("x", "x1", "x2"), got, strict=True)),
        bugs=(
            Bug(
                "shape-conditional",
                KEYS,
                "for j in range(0, len(K) - len(K) % self.Bc, self.Bc):",
                "the last block of keys, where it is not full",
                occurrence=1,
            ),
            Bug(
                "accumulation", "dQ[rows] += dS @ K[cols]", "dQ[rows] = dS @ K[cols]", "the last block's only"
            ),
            Bug(
                "missing-term",
                "L[rows] = m + np.log(norm)",
                "L[rows] = m",
                "the probabilities do not sum to one",
            ),
            Bug("missing-term", DS, "dS = P * dP / np.sqrt(d)"),
            Bug("axis", "D = np.sum(dO * out, axis=1)", "D = np.sum(dO * out, axis=1); D[:] = D.mean()"),
            Bug(
                "scale", DS, "dS = P * (dP - D[rows, None]) / np.sqrt(V.shape[1])", "right for square values"
            ),
            Bug("localised", QUERIES, "for i in range(0, max(N - 1, 1), self.Br):", occurrence=1),
        ),
    ),
)
