"""Losses between distributions: binary cross entropy from logits, and the Kullback-Leibler divergence."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class BCEWithLogitsLoss:
    def __init__(self, pos_weight=None, reduction="mean"):
        self.pos_weight = pos_weight
        self.reduction = reduction

    def forward(self, x, y):
        self.x, self.y = x, y
        w = 1.0 if self.pos_weight is None else self.pos_weight
        softplus = np.log1p(np.exp(-np.abs(x))) + np.maximum(-x, 0)
        loss = (1 - y) * x + (1 + (w - 1) * y) * softplus
        return loss.mean() if self.reduction == "mean" else loss.sum()

    def backward(self):
        x, y = self.x, self.y
        w = 1.0 if self.pos_weight is None else self.pos_weight
        e = np.exp(-np.abs(x))
        sig = np.where(x >= 0, 1, e) / (1 + e)
        dx = (1 - y) - (1 + (w - 1) * y) * (1 - sig)
        if self.reduction == "mean":
            dx /= x.size
        return dx


class KLDivLoss:
    """As torch has it: the first argument is log q, the second p (or log p); both may be trained."""

    def __init__(self, reduction="batchmean", log_target=False):
        self.reduction, self.log_target = reduction, log_target

    def forward(self, log_q, p):
        prob = np.exp(p) if self.log_target else p
        log_p = p if self.log_target else np.log(np.where(p > 0, p, 1))
        pointwise = prob * (log_p - log_q)
        size = {"batchmean": len(p), "mean": p.size, "sum": 1}[self.reduction]
        return pointwise.sum() / size, (log_q, prob, log_p, size)

    def backward(self, dout, cache):
        log_q, prob, log_p, size = cache
        g = dout / size
        dlog_q = -g * prob
        dp = g * (log_p - log_q + 1)
        if self.log_target:
            dp = dp * prob
        return dlog_q, dp


def draw_bce(cls, rng):
    n, c = (int(k) for k in rng.integers(1, [5, 6]))
    weight = rng.uniform(0.3, 4, c) if rng.random() < 0.7 else None
    y = rng.integers(0, 2, (n, c)).astype(float)
    return Case(cls(weight, str(rng.choice(["mean", "sum"]))), (rng.normal(0, 3, (n, c)), y))


def natural_bce(cls):
    x = np.array([[0.5, -1.2, 3.0], [-0.3, 0.8, -2.0]])
    return Case(cls(np.array([1.0, 2.0, 3.0])), (x, np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])))


def draw_kl(cls, rng):
    n, c = (int(k) for k in rng.integers([1, 2], [5, 6]))
    q, p = rng.dirichlet(np.full(c, 4.0), (2, n))
    log_target = bool(rng.integers(2))
    reduction = str(rng.choice(["batchmean", "mean", "sum"]))
    return Case(cls(reduction, log_target), (np.log(q), np.log(p) if log_target else p))


def natural_kl(cls):
    q, p = np.random.default_rng(0).dirichlet(np.ones(4), (2, 3))
    return Case(cls(), (np.log(q), p))


DX = "dx = (1 - y) - (1 + (w - 1) * y) * (1 - sig)"
SIG = "sig = np.where(x >= 0, 1, e) / (1 + e)"
DP = "dp = g * (log_p - log_q + 1)"
SPECIMENS = (
    ModernSpecimen(
        name="bce_with_logits",
        options={"frozen": ("pos_weight",)},
        cls=BCEWithLogitsLoss,
        draw=draw_bce,
        natural=natural_bce,
        style="loss = forward(x, y), dx = backward()",
        bugs=(
            Bug("shape-conditional", DX, "dx = sig - y", "right without pos_weight"),
            Bug("missing-term", DX, "dx = w * (sig - y)", "negatives are weighted too"),
            Bug("value-conditional", SIG, "sig = 1 / (1 + e)", "negative logits"),
            Bug("axis", "dx /= x.size", "dx /= len(x)", "one class only"),
            Bug(
                "small", SIG, "sig = np.clip(np.where(x >= 0, 1, e) / (1 + e), 0.005, 0.995)", "large logits"
            ),
            Bug("dtype", "e = np.exp(-np.abs(x))", "e = np.exp(-np.abs(x), dtype=np.float32)"),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="kl_divergence",
        cls=KLDivLoss,
        draw=draw_kl,
        natural=natural_kl,
        style="out, cache = forward(log_q, p), backward(dout, cache) gives both gradients",
        bugs=(
            Bug("missing-term", DP, "dp = g * (log_p - log_q)"),
            Bug("missing-term", "dp = dp * prob", "pass", "the target in logs"),
            Bug(
                "scale",
                "dlog_q = -g * prob",
                "dlog_q = g * (np.exp(log_q) - prob)",
                "a softmax that is not there",
            ),
            Bug(
                "axis", "g = dout / size", "g = dout / (len(prob) if size > 1 else 1)", "mean over the batch"
            ),
            Bug("missing-term", "g = dout / size", "g = 1 / size", "the cotangent"),
            Bug(
                "dtype",
                "log_q, prob, log_p, size = cache",
                'log_q, prob, log_p, size = [np.asarray(a).astype("f4") for a in cache]',
            ),
        ),
        gradients=lambda layer, returned: {"x": returned[0], "x1": returned[1]},
    ),
)
