"""Losses of embeddings: triplets with a margin, and the cosine of pairs."""

import numpy as np

from ethan_core import Case, Contract

from ..specimen import Bug
from .specimen import ModernSpecimen


class TripletMarginLoss:
    def __init__(self, margin=1.0, eps=1e-6):
        self.margin = margin
        self.eps = eps

    def forward(self, anchor, positive, negative):
        self.dp = anchor - positive + self.eps
        self.dn = anchor - negative + self.eps
        self.np_ = np.sqrt((self.dp**2).sum(axis=1, keepdims=True))
        self.nn_ = np.sqrt((self.dn**2).sum(axis=1, keepdims=True))
        self.hinge = self.np_ - self.nn_ + self.margin
        return np.maximum(self.hinge, 0).mean()

    def backward(self):
        active = (self.hinge > 0) / len(self.hinge)
        gp = active * self.dp / self.np_
        gn = active * self.dn / self.nn_
        return gp - gn, -gp, gn


class CosineEmbeddingLoss:
    """1 - cos for pairs with y = 1, max(0, cos - margin) for those with y = -1."""

    def __init__(self, margin=0.0, eps=1e-8):
        self.margin, self.eps = margin, eps

    def forward(self, a, b, y):
        na = np.sqrt((a * a).sum(axis=-1, keepdims=True) + self.eps)
        nb = np.sqrt((b * b).sum(axis=-1, keepdims=True) + self.eps)
        ua, ub = a / na, b / nb
        cos = (ua * ub).sum(axis=-1)
        losses = np.where(y > 0, 1 - cos, np.maximum(cos - self.margin, 0))
        return losses.mean(), (ua, ub, na, nb, cos, y)

    def backward(self, dout, cache):
        ua, ub, na, nb, cos, y = cache
        dcos = np.where(y > 0, -1.0, 1.0 * (cos > self.margin))
        dcos = (dout * dcos / len(y))[:, None]
        c = cos[:, None]
        da = dcos * (ub - c * ua) / na
        db = dcos * (ua - c * ub) / nb
        return da, db, None


def draw_triplet(cls, rng):
    n, d = (int(k) for k in rng.integers(1, [5, 6]))
    return Case(cls(rng.uniform(0.2, 1.5)), tuple(rng.standard_normal((3, n, d))))


def draw_cosine(cls, rng):
    n, d = (int(k) for k in rng.integers([1, 2], [5, 6]))
    a, b = rng.normal(0, rng.uniform(0.2, 3), (2, n, d))
    return Case(cls(rng.uniform(-0.5, 0.5), 10 ** rng.uniform(-8, -3)), (a, b, rng.choice([-1, 1], n)))


def natural_cosine(cls):
    a, b = np.random.default_rng(1).standard_normal((2, 3, 4))
    return Case(cls(0.1), (a, b, np.array([1, -1, 1])))


ACTIVE = "active = (self.hinge > 0) / len(self.hinge)"
DA = "da = dcos * (ub - c * ua) / na"
DB = "db = dcos * (ua - c * ub) / nb"
DCOS = "dcos = np.where(y > 0, -1.0, 1.0 * (cos > self.margin))"
SPECIMENS = (
    ModernSpecimen(
        name="triplet_margin_loss",
        options={"contract": Contract(keeps_dtype=False)},
        cls=TripletMarginLoss,
        draw=draw_triplet,
        natural=lambda cls: Case(cls(), tuple(np.random.default_rng(0).standard_normal((3, 2, 3)))),
        style="loss = forward(anchor, positive, negative), backward() returns a gradient for each",
        bugs=(
            Bug("value-conditional", ACTIVE, "active = 1 / len(self.hinge)", "triplets within the margin"),
            Bug(
                "value-conditional", ACTIVE, "active = (self.np_ > self.nn_) / len(self.hinge)", "the margin"
            ),
            Bug(
                "missing-term",
                "gp = active * self.dp / self.np_",
                "gp = active * self.dp",
                "squared distance",
            ),
            Bug("missing-term", "return gp - gn, -gp, gn", "return gp, -gp, gn", "the anchor's second term"),
            Bug("scale", "return gp - gn, -gp, gn", "return gp - gn, -gp, -gn"),
            Bug("axis", ACTIVE, "active = (self.hinge > 0) / self.dp.size"),
            Bug(
                "shape-conditional", "gn = active * self.dn / self.nn_", "gn = active * self.dn / self.nn_[0]"
            ),
        ),
        gradients=lambda layer, returned: dict(zip(("x", "x1", "x2"), returned, strict=True)),
    ),
    ModernSpecimen(
        name="cosine_embedding_loss",
        options={"contract": Contract(keeps_dtype=False)},
        cls=CosineEmbeddingLoss,
        draw=draw_cosine,
        natural=natural_cosine,
        style="out, cache = forward(a, b, y), backward(dout, cache), None for the labels",
        bugs=(
            Bug("missing-term", DA, "da = dcos * ub / na", "the norm taken for a constant"),
            Bug("axis", DB, "db = dcos * (ua - c * ub) / na", "the other's norm"),
            Bug("value-conditional", DCOS, "dcos = np.where(y > 0, -1.0, 1.0)", "pairs within the margin"),
            Bug("value-conditional", DCOS, "dcos = np.where(y > 0, -1.0, 1.0 * (cos > 0))", "the margin"),
            Bug("scale", DCOS, "dcos = np.where(y > 0, 1.0, 1.0 * (cos > self.margin))"),
            Bug(
                "value-conditional",
                DA,
                "da = np.where((ua != 0).any(axis=1, keepdims=True), dcos * (ub - c * ua) / na, 0)",
                "special case: a row of zeros gets no gradient",
            ),
            Bug("small", DA, "da = dcos * (ub - c * ua) / (na + self.eps)", "eps twice"),
        ),
        gradients=lambda layer, returned: {"x": returned[0], "x1": returned[1]},
    ),
)
