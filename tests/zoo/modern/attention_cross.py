"""Cross-attention with a key padding mask."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class CrossAttention:
    """pad is True where memory is padding, as in torch's key_padding_mask."""

    def __init__(self, dim, mem_dim, inner, rng):
        self.params = {
            "W_q": rng.standard_normal((dim, inner)),
            "W_k": rng.standard_normal((mem_dim, inner)),
            "W_v": rng.standard_normal((mem_dim, dim)),
        }
        self.grads = {}
        self.tau = np.sqrt(inner)

    def forward(self, x, memory, pad):
        p = self.params
        q, k, v = x @ p["W_q"], memory @ p["W_k"], memory @ p["W_v"]
        logits = np.einsum("bti,bsi->bts", q, k) / self.tau
        logits = np.where(pad[:, None, :], -np.inf, logits)
        w = np.exp(logits - logits.max(axis=2, keepdims=True))
        w /= w.sum(axis=2, keepdims=True)
        self.tape = x, memory, q, k, v, w
        return w @ v

    def backward(self, dy):
        x, memory, q, k, v, w = self.tape
        p = self.params
        dw = dy @ v.swapaxes(1, 2)
        dv = w.swapaxes(1, 2) @ dy
        dlogits = w * (dw - np.einsum("bts,bts->bt", w, dw)[..., None]) / self.tau
        dq = dlogits @ k
        dk = dlogits.swapaxes(1, 2) @ q
        self.grads["W_q"] = np.tensordot(x, dq, axes=([0, 1], [0, 1]))
        self.grads["W_k"] = np.tensordot(memory, dk, axes=([0, 1], [0, 1]))
        self.grads["W_v"] = np.tensordot(memory, dv, axes=([0, 1], [0, 1]))
        dx = dq @ p["W_q"].T
        dmemory = dk @ p["W_k"].T + dv @ p["W_v"].T
        return dx, dmemory


def draw_cross(cls, rng):
    batch, t, s, dim, mem_dim, inner = (int(n) for n in rng.integers(1, (4, 5, 6, 4, 5, 4)))
    pad = rng.random((batch, s)) < 0.3
    pad[np.arange(batch), rng.integers(s, size=batch)] = False
    inputs = rng.normal(size=(batch, t, dim)), rng.normal(size=(batch, s, mem_dim)), pad
    return Case(layer=cls(dim, mem_dim, inner, rng), inputs=inputs)


def natural_cross(cls):
    rng = np.random.default_rng(0)
    pad = np.array([[False, False, False, True], [False, False, False, False]])
    return Case(layer=cls(3, 3, 4, rng), inputs=(rng.normal(size=(2, 2, 3)), rng.normal(size=(2, 4, 3)), pad))


TAPE = "x, memory, q, k, v, w = self.tape"
RECOMPUTED = TAPE + "; w = np.exp(q @ k.swapaxes(1, 2) / self.tau); w /= w.sum(2, keepdims=True)"
DLOGITS = 'dlogits = w * (dw - np.einsum("bts,bts->bt", w, dw)[..., None]) / self.tau'
DMEMORY = 'dmemory = dk @ p["W_k"].T + dv @ p["W_v"].T'
W_V = 'self.grads["W_v"] = np.tensordot(memory, dv, axes=([0, 1], [0, 1]))'
W_Q = 'self.grads["W_q"] = np.tensordot(x, dq, axes=([0, 1], [0, 1]))'

SPECIMENS = (
    ModernSpecimen(
        name="attention_cross",
        cls=CrossAttention,
        draw=draw_cross,
        natural=natural_cross,
        style="params and grads dictionaries; two differentiable inputs and a boolean mask",
        gradients=lambda layer, got: {"x": got[0], "x1": got[1], **layer.grads},
        parameters=lambda layer: layer.params,
        bugs=(
            Bug("missing-term", DMEMORY, 'dmemory = dv @ p["W_v"].T', "memory through the keys"),
            Bug("scale", DLOGITS, DLOGITS.replace(" / self.tau", "")),
            Bug("value-conditional", TAPE, RECOMPUTED, "recomputed without the mask"),
            Bug(
                "state",
                W_Q,
                'self.grads["W_q"] = self.grads.get("W_q", 0) + np.tensordot(x, dq, axes=([0, 1], [0, 1]))',
                "never cleared",
            ),
            Bug("accumulation", W_V, 'self.grads["W_v"] = memory[-1].T @ dv[-1]', "the last sentence's only"),
        ),
    ),
)
