"""Embedding with a padding index, and bags of embeddings averaged."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class Embedding:
    def __init__(self, num_embeddings, dim, padding_idx=None, rng=None):
        rng = rng or np.random.default_rng()
        self.weight = rng.standard_normal((num_embeddings, dim))
        self.grad_weight = np.zeros_like(self.weight)
        self.padding_idx = padding_idx

    def forward(self, ids):
        self.ids = ids
        out = self.weight[ids]
        if self.padding_idx is not None:
            out[ids == self.padding_idx] = 0.0
        return out

    def backward(self, grad_output):
        self.grad_weight = np.zeros_like(self.weight)
        flat_ids = self.ids.reshape(-1)
        rows = grad_output.reshape(len(flat_ids), -1)
        for token, row in zip(flat_ids, rows, strict=True):
            if token != self.padding_idx:
                self.grad_weight[token] += row


class EmbeddingBag:
    """Mean of the rows of each bag; `offsets` says where in `ids` each bag begins, a bag may be empty."""

    def __init__(self, vocabulary, dim, seed=0):
        table = np.random.default_rng(seed).standard_normal((vocabulary, dim))
        self.params = {"E": table}
        self.grads = {}

    def forward(self, ids, offsets):
        ends = np.append(offsets[1:], len(ids))
        sizes = ends - offsets
        self.bag = np.repeat(np.arange(len(offsets)), sizes)
        self.ids, self.count = ids, np.maximum(sizes, 1)
        out = np.zeros((len(offsets), self.params["E"].shape[1]))
        np.add.at(out, self.bag, self.params["E"][ids])
        return out / self.count[:, None]

    def backward(self, dout):
        share = dout / self.count[:, None]
        dE = np.zeros_like(self.params["E"])
        np.add.at(dE, self.ids, share[self.bag])
        self.grads["E"] = dE


def draw_embedding(cls, rng):
    vocabulary, dim, n, t = (int(k) for k in rng.integers([2, 1, 1, 1], [8, 4, 4, 6]))
    padding = None if rng.random() < 0.2 else int(rng.integers(vocabulary))
    ids = rng.integers(0, vocabulary, (n, t))
    return Case(cls(vocabulary, dim, padding, rng=rng), (ids,))


def natural_embedding(cls):
    layer = cls(5, 3, padding_idx=0, rng=np.random.default_rng(0))
    return Case(layer, (np.array([[1, 2, 2, 0], [4, 1, 0, 0]]),))


def draw_bag(cls, rng):
    vocabulary, dim, bags = (int(k) for k in rng.integers(1, [7, 4, 5]))
    sizes = rng.integers(0, 4, bags)
    sizes[rng.integers(bags)] += 1
    offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return Case(
        cls(vocabulary, dim, int(rng.integers(99))), (rng.integers(0, vocabulary, sizes.sum()), offsets)
    )


def natural_bag(cls):
    return Case(cls(6, 2), (np.array([1, 2, 4, 5, 4, 3, 2]), np.array([0, 4])))


ROW = "self.grad_weight[token] += row"
ADD = "np.add.at(dE, self.ids, share[self.bag])"
SHARE = "share = dout / self.count[:, None]"
SPECIMENS = (
    ModernSpecimen(
        name="embedding_padding",
        cls=Embedding,
        draw=draw_embedding,
        natural=natural_embedding,
        style="weight and grad_weight, backward returns nothing",
        bugs=(
            Bug("accumulation", ROW, "self.grad_weight[token] = row", "ids that repeat"),
            Bug("value-conditional", "if token != self.padding_idx:", "if True:", "padding is trained"),
            Bug(
                "value-conditional",
                "if token != self.padding_idx:",
                "if token and token != self.padding_idx:",
            ),
            Bug(
                "state",
                "self.grad_weight = np.zeros_like(self.weight)",
                "pass",
                "adds up over calls",
                occurrence=1,
            ),
            Bug(
                "state",
                "out = self.weight[ids]",
                "out = self.weight[ids]; self.weight[self.padding_idx or 0] = 0",
            ),
            Bug("scale", ROW, "self.grad_weight[token] += row / len(self.ids)", "the batch's mean"),
            Bug(
                "axis",
                "flat_ids = self.ids.reshape(-1)",
                "flat_ids = self.ids.T.reshape(-1)",
                "right for batch 1",
            ),
        ),
        gradients=lambda layer, _: {"weight": layer.grad_weight},
        parameters=lambda layer: {"weight": layer.weight},
    ),
    ModernSpecimen(
        name="embedding_bag_mean",
        cls=EmbeddingBag,
        draw=draw_bag,
        natural=natural_bag,
        style="params and grads, backward returns nothing",
        bugs=(
            Bug("missing-term", SHARE, "share = dout", "the sum's"),
            Bug("scale", SHARE, "share = dout * len(dout) / len(self.ids)", "right for bags of one size"),
            Bug("accumulation", ADD, "dE[self.ids] += share[self.bag]", "ids that repeat"),
            Bug("localised", ADD, "np.add.at(dE, self.ids[:-1], share[self.bag][:-1])", "the last id"),
            Bug(
                "shape-conditional",
                ADD,
                "np.add.at(dE, self.ids, share[np.minimum(self.bag, 1)])",
                "two bags",
            ),
            Bug(
                "state",
                'self.grads["E"] = dE',
                'self.grads["E"] = dE; self.count[:] = 1',
                "a second backward",
            ),
        ),
        gradients=lambda layer, _: {"E": layer.grads["E"]},
        parameters=lambda layer: layer.params,
    ),
)
