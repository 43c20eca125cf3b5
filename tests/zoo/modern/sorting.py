"""A weighted mean of sorted values, and the router of a mixture of experts: softmax over the top k."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class OrderedWeightedAverage:
    def __init__(self, size, descending=True, seed=0):
        self.w = np.random.default_rng(seed).dirichlet(np.ones(size))
        self.w_grad = np.zeros(size)
        self.descending = descending

    def forward(self, x):
        self.order = np.argsort(-x if self.descending else x, axis=1, kind="stable")
        self.sorted = np.take_along_axis(x, self.order, axis=1)
        return self.sorted @ self.w

    def backward(self, dy):
        self.w_grad = self.sorted.T @ dy
        dsorted = np.outer(dy, self.w)
        dx = np.zeros_like(dsorted)
        np.put_along_axis(dx, self.order, dsorted, axis=1)
        return dx


class TopKRouter:
    """Gates: softmax over the k largest logits of x W + b, zero for the others."""

    def __init__(self, W, b, k):
        self.params = {"W": np.array(W, dtype=float), "b": np.array(b, dtype=float)}
        self.grads = {}
        self.k = k

    def forward(self, x):
        logits = x @ self.params["W"] + self.params["b"]
        top = np.argpartition(-logits, self.k - 1, axis=1)[:, : self.k]
        best = np.take_along_axis(logits, top, axis=1)
        e = np.exp(best - best.max(axis=1, keepdims=True))
        gates = e / e.sum(axis=1, keepdims=True)
        out = np.zeros_like(logits)
        np.put_along_axis(out, top, gates, axis=1)
        self.saved = (x, top, gates)
        return out

    def backward(self, dout):
        x, top, gates = self.saved
        g = np.take_along_axis(dout, top, axis=1)
        dbest = gates * (g - (g * gates).sum(axis=1, keepdims=True))
        dlogits = np.zeros_like(dout)
        np.put_along_axis(dlogits, top, dbest, axis=1)
        self.grads["W"] = x.T @ dlogits
        self.grads["b"] = dlogits.sum(axis=0)
        return dlogits @ self.params["W"].T


def draw_owa(cls, rng):
    n, size = (int(k) for k in rng.integers(1, [5, 7]))
    layer = cls(size, bool(rng.integers(2)), seed=int(rng.integers(99)))
    return Case(layer, (rng.standard_normal((n, size)),))


def draw_router(cls, rng):
    n, d, experts = (int(k) for k in rng.integers([1, 1, 2], [5, 4, 7]))
    layer = cls(
        rng.standard_normal((d, experts)), rng.standard_normal(experts), int(rng.integers(1, experts + 1))
    )
    return Case(layer, (rng.standard_normal((n, d)),))


def natural_router(cls):
    rng = np.random.default_rng(0)
    return Case(cls(rng.standard_normal((3, 4)), np.zeros(4), 2), (rng.standard_normal((5, 3)),))


PUT = "np.put_along_axis(dx, self.order, dsorted, axis=1)"
DBEST = "dbest = gates * (g - (g * gates).sum(axis=1, keepdims=True))"
SPECIMENS = (
    ModernSpecimen(
        name="ordered_weighted_average",
        cls=OrderedWeightedAverage,
        draw=draw_owa,
        natural=lambda cls: Case(cls(4), (np.random.default_rng(0).standard_normal((3, 4)),)),
        style="w and w_grad",
        bugs=(
            Bug(
                "axis", PUT, "dx = np.take_along_axis(dsorted, self.order, axis=1)", "the inverse permutation"
            ),
            Bug("axis", PUT, "dx = dsorted", "still sorted"),
            Bug("shape-conditional", PUT, "dx[:, self.order[0]] = dsorted", "the first row's order"),
            Bug("shape-conditional", PUT, PUT + "; dx = dx if self.descending else dx[:, ::-1]"),
            Bug("scale", "self.w_grad = self.sorted.T @ dy", "self.w_grad = self.sorted.T @ dy / len(dy)"),
            Bug("state", "self.w_grad = self.sorted.T @ dy", "self.w_grad += self.sorted.T @ dy", "adds up"),
            Bug(
                "state",
                "self.sorted = np.take_along_axis(x, self.order, axis=1)",
                "self.sorted = np.take_along_axis(x, self.order, axis=1); x[...] = self.sorted",
                "sorts in place",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx, "w": layer.w_grad},
        parameters=lambda layer: {"w": layer.w},
    ),
    ModernSpecimen(
        name="top_k_router",
        cls=TopKRouter,
        draw=draw_router,
        natural=natural_router,
        style="params and grads",
        bugs=(
            Bug("missing-term", DBEST, "dbest = gates * g", "the normalisation"),
            Bug("axis", DBEST, DBEST.replace("axis=1", "axis=0"), "over the batch"),
            Bug("missing-term", DBEST, "dbest = gates * (1 - gates) * g", "the diagonal only"),
            Bug(
                "shape-conditional",
                "np.put_along_axis(dlogits, top, dbest, axis=1)",
                "np.put_along_axis(dlogits, np.sort(top, axis=1), dbest, axis=1)",
            ),
            Bug(
                "state",
                "self.grads = {}",
                "TopKRouter.grads = {}",
                "one mapping for all instances",
            ),
            Bug(
                "accumulation",
                'self.grads["b"] = dlogits.sum(axis=0)',
                'self.grads["b"] = dlogits[-1]',
                "last row",
            ),
            Bug("value-conditional", DBEST, DBEST + "; dbest[gates < 0.1] = 0"),
        ),
        gradients=lambda layer, dx: {"x": dx, **layer.grads},
        parameters=lambda layer: layer.params,
    ),
)
