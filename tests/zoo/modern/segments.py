"""Sums and means over the rows of each segment, and a linear layer after them."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class SegmentSum:
    def __init__(self, num_segments):
        self.num_segments = num_segments

    def __call__(self, x, segment_ids):
        onehot = (segment_ids[None, :] == np.arange(self.num_segments)[:, None]).astype(x.dtype)

        def vjp(g):
            return onehot.T @ g

        return onehot @ x, vjp


class NeighbourMean:
    """GraphSAGE's aggregator: the mean of what arrives at each node (if anything), then a linear map."""

    def __init__(self, nodes, d_in, d_out, rng):
        self.nodes = nodes
        self.weight = rng.normal(0, 1 / np.sqrt(d_in), (d_in, d_out))
        self.bias = rng.normal(0, 0.3, d_out)

    def forward(self, messages, target):
        total = np.zeros((self.nodes, messages.shape[1]))
        np.add.at(total, target, messages)
        degree = np.bincount(target, minlength=self.nodes)
        self.inv_degree = 1.0 / np.maximum(degree, 1)
        self.mean = total * self.inv_degree[:, None]
        self.target = target
        return self.mean @ self.weight + self.bias

    def backward(self, dout):
        dW = self.mean.T @ dout
        db = dout.sum(axis=0)
        dmean = dout @ self.weight.T
        dtotal = dmean * self.inv_degree[:, None]
        dmessages = dtotal[self.target]
        return dmessages, dW, db


def draw_sum(cls, rng):
    segments, rows, width = (int(k) for k in rng.integers(1, [5, 8, 4]))
    return Case(cls(segments), (rng.standard_normal((rows, width)), np.sort(rng.integers(0, segments, rows))))


def draw_mean(cls, rng):
    nodes, d_in, d_out, edges = (int(k) for k in rng.integers(1, [6, 4, 5, 8]))
    layer = cls(nodes, d_in, d_out, rng)
    return Case(layer, (rng.standard_normal((edges, d_in)), rng.integers(0, nodes, edges)))


def natural_mean(cls):
    rng = np.random.default_rng(0)
    return Case(cls(4, 3, 2, rng), (rng.standard_normal((6, 3)), np.array([0, 1, 1, 3, 3, 3])))


def natural_sum(cls):
    x = np.random.default_rng(0).standard_normal((5, 2))
    return Case(cls(3), (x, np.array([0, 0, 1, 2, 2])))


VJP = "return onehot.T @ g"
DTOTAL = "dtotal = dmean * self.inv_degree[:, None]"
SPECIMENS = (
    ModernSpecimen(
        name="segment_sum",
        cls=SegmentSum,
        draw=draw_sum,
        natural=natural_sum,
        style="y, vjp = layer(x, segment_ids)",
        bugs=(
            Bug(
                "scale",
                VJP,
                "return onehot.T @ (g / np.maximum(onehot.sum(1, keepdims=True), 1))",
                "the mean's",
            ),
            Bug(
                "shape-conditional",
                VJP,
                "return np.repeat(g, -(-len(x) // len(g)), axis=0)[: len(x)]",
                "as if all segments were of one size",
            ),
            Bug("axis", VJP, "return onehot.T @ g[::-1]", "segments from the last to the first"),
            Bug("localised", VJP, "return onehot[:-1].T @ g[:-1]", "the last segment"),
            Bug("dtype", VJP, 'return onehot.T.astype("f2") @ g.astype("f2")'),
            Bug(
                "ones-cotangent", VJP, "return onehot.T @ np.broadcast_to(g.mean(1, keepdims=True), g.shape)"
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="neighbour_mean",
        cls=NeighbourMean,
        draw=draw_mean,
        natural=natural_mean,
        style="backward returns dx, dW, db",
        bugs=(
            Bug("missing-term", DTOTAL, "dtotal = dmean", "the sum's"),
            Bug(
                "missing-term",
                "dW = self.mean.T @ dout",
                "dW = (self.mean / self.inv_degree[:, None]).T @ dout",
            ),
            Bug("axis", DTOTAL, "dtotal = dmean / len(self.target)", "the mean over all edges"),
            Bug(
                "value-conditional", "db = dout.sum(axis=0)", "db = dout[np.unique(self.target)].sum(axis=0)"
            ),
            Bug("scale", "db = dout.sum(axis=0)", "db = dout.mean(axis=0)"),
            Bug(
                "state",
                "total = np.zeros((self.nodes, messages.shape[1]))",
                'total = vars(self).setdefault("total", np.zeros((self.nodes, messages.shape[1])))',
                "messages of earlier calls stay",
                told="inconclusive",
            ),
        ),
        gradients=lambda layer, returned: dict(zip(("x", "weight", "bias"), returned, strict=True)),
        parameters=lambda layer: {"weight": layer.weight, "bias": layer.bias},
    ),
)
