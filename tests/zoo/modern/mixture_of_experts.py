"""A mixture of experts whose router keeps the k largest logits of each token."""

import numpy as np

from ethan_core import Case, Contract

from ..specimen import Bug
from .specimen import ModernSpecimen


class TopKMoE:
    def __init__(self, dim, hidden, num_experts, top_k, rng):
        self.k = top_k
        self.params = {
            "router": rng.normal(size=(dim, num_experts)),
            "w_in": rng.normal(size=(num_experts, dim, hidden)) * 0.7,
            "b_in": rng.normal(size=(num_experts, hidden)) * 0.1,
            "w_out": rng.normal(size=(num_experts, hidden, dim)) * 0.7,
        }
        self.grads = {}

    def forward(self, x):
        p = self.params
        logits = x @ p["router"]
        top = np.argsort(-logits, axis=1)[:, : self.k]
        z = np.take_along_axis(logits, top, axis=1)
        gate = np.exp(z - z.max(axis=1, keepdims=True))
        gate /= gate.sum(axis=1, keepdims=True)
        y = np.zeros_like(x)
        self.routes = []
        for e in range(p["router"].shape[1]):
            tok, slot = np.nonzero(top == e)
            h = np.tanh(x[tok] @ p["w_in"][e] + p["b_in"][e])
            out = h @ p["w_out"][e]
            y[tok] += gate[tok, slot, None] * out
            self.routes.append((tok, slot, h, out))
        self.x, self.top, self.gate = x, top, gate
        return y

    def backward(self, dy):
        p, x, gate = self.params, self.x, self.gate
        self.grads = {name: np.zeros_like(value) for name, value in p.items()}
        dx = np.zeros_like(x)
        dgate = np.zeros_like(gate)
        for e, (tok, slot, h, out) in enumerate(self.routes):
            dgate[tok, slot] = np.sum(dy[tok] * out, axis=1)
            dout = gate[tok, slot, None] * dy[tok]
            self.grads["w_out"][e] = h.T @ dout
            da = (dout @ p["w_out"][e].T) * (1 - h * h)
            self.grads["w_in"][e] = x[tok].T @ da
            self.grads["b_in"][e] = da.sum(axis=0)
            dx[tok] += da @ p["w_in"][e].T
        dz = gate * (dgate - np.sum(dgate * gate, axis=1, keepdims=True))
        dlogits = np.zeros((len(x), p["router"].shape[1]))
        np.put_along_axis(dlogits, self.top, dz, axis=1)
        self.grads["router"] = x.T @ dlogits
        dx += dlogits @ p["router"].T
        return dx


def draw(cls, rng):
    dim, hidden, experts, tokens = (int(n) for n in rng.integers((1, 1, 2, 1), (5, 4, 5, 6)))
    top_k = int(rng.integers(1, experts + 1))
    while True:  # Two experts can be so alike that no tokens tell them apart: then others are drawn.
        layer = cls(dim, hidden, experts, top_k=top_k, rng=rng)
        x = rng.normal(size=(tokens, dim))
        gaps = np.diff(np.sort(x @ layer.params["router"], axis=1), axis=1)
        if gaps.min() > 0.02:
            return Case(layer=layer, inputs=(x,))


def natural(cls):
    rng = np.random.default_rng(1)
    return Case(layer=cls(3, 4, num_experts=4, top_k=2, rng=rng), inputs=(rng.normal(size=(5, 3)),))


DZ = "dz = gate * (dgate - np.sum(dgate * gate, axis=1, keepdims=True))"
W_OUT = 'self.grads["w_out"][e] = h.T @ dout'

SPECIMENS = (
    ModernSpecimen(
        name="mixture_of_experts",
        options={"contract": Contract(keeps_dtype=False)},
        cls=TopKMoE,
        draw=draw,
        natural=natural,
        style="params and grads dictionaries; one loop over the experts",
        gradients=lambda layer, dx: {"x": dx, **layer.grads},
        parameters=lambda layer: layer.params,
        bugs=(
            Bug(
                "missing-term", DZ, "dz = gate * dgate", "the gates compete no more; wrong for one expert too"
            ),
            Bug(
                "accumulation",
                'dx[tok] += da @ p["w_in"][e].T',
                'dx[tok] = da @ p["w_in"][e].T',
                "several experts of a token",
            ),
            Bug("missing-term", 'dx += dlogits @ p["router"].T', "pass", "x through the router"),
            Bug(
                "missing-term",
                W_OUT,
                'self.grads["w_out"][e] = h.T @ dy[tok]',
                "right for one expert a token",
            ),
            Bug(
                "axis",
                "np.put_along_axis(dlogits, self.top, dz, axis=1)",
                "dlogits[:, : self.k] = dz",
                "slots taken for experts",
            ),
            Bug(
                "scale",
                'self.grads["b_in"][e] = da.sum(axis=0)',
                'self.grads["b_in"][e] = da.sum(axis=0) / len(x)',
            ),
            Bug(
                "state",
                "self.routes = []",
                "TopKMoE.routes = []",
                "kept on the class",
            ),
        ),
    ),
)
