"""Losses of class scores: cross entropy with what torch adds to it, and the focal loss."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class CrossEntropyLoss:
    """Labels are smoothed; positions labelled `ignore_index` count neither in the sum nor in the mean."""

    def __init__(self, ignore_index=-100, label_smoothing=0.0):
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing

    def forward(self, logits, target):
        z = logits - logits.max(axis=1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.keep = target != self.ignore_index
        self.safe = np.where(self.keep, target, 0)
        self.probs = np.exp(logp)
        self.count = max(self.keep.sum(), 1)
        eps = self.label_smoothing
        rows = np.arange(len(target))
        nll = -(1 - eps) * logp[rows, self.safe] - eps * logp.mean(axis=1)
        return (nll * self.keep).sum() / self.count

    def backward(self):
        n, c = self.probs.shape
        eps = self.label_smoothing
        smooth = np.full((n, c), eps / c)
        smooth[np.arange(n), self.safe] += 1 - eps
        dlogits = self.probs - smooth
        dlogits[~self.keep] = 0
        dlogits /= self.count
        return dlogits


class FocalLoss:
    """-(1 - p)^gamma log p of the right class, summed with a weight for each class."""

    def __init__(self, weight, gamma=2.0):
        self.weight = np.asarray(weight, dtype=float)
        self.gamma = gamma

    def __call__(self, logits, labels):
        n = len(labels)
        e = np.exp(logits - logits.max(axis=-1, keepdims=True))
        p = e / e.sum(axis=-1, keepdims=True)
        pt = np.minimum(p[range(n), labels], 1 - 2.0**-53)  # At 1, (1 - p)^(gamma - 1) log p is inf times 0.
        w = self.weight[labels]
        loss = np.sum(-w * (1 - pt) ** self.gamma * np.log(pt)) / n

        def grad(dloss=1.0):
            g = self.gamma
            dpt = w * (g * (1 - pt) ** (g - 1) * np.log(pt) - (1 - pt) ** g / pt)
            onehot = np.eye(p.shape[1])[labels]
            dlogits = (dpt * pt)[:, None] * (onehot - p)
            return dloss * dlogits / n

        return loss, grad


def draw_ce(cls, rng):
    n, c = (int(k) for k in rng.integers([1, 2], [6, 6]))
    ignore = int(rng.choice([-100, -1, 0]))
    target = rng.integers(0, c, n)
    target[rng.random(n) < 0.3] = ignore
    return Case(cls(ignore, float(rng.choice([0.0, 0.1, 0.3]))), (rng.normal(0, 2, (n, c)), target))


def natural_ce(cls):
    logits = np.random.default_rng(0).standard_normal((4, 3))
    return Case(cls(label_smoothing=0.1), (logits, np.array([0, 2, -100, 1])))


def draw_focal(cls, rng):
    n, c = (int(k) for k in rng.integers([1, 2], [5, 6]))
    layer = cls(rng.uniform(0.2, 2, c), float(rng.choice([0.5, 1.0, 2.0, 3.5])))
    return Case(layer, (rng.normal(0, 2, (n, c)), rng.integers(0, c, n)))


def natural_focal(cls):
    return Case(cls([0.25, 0.75, 1.0]), (np.random.default_rng(0).standard_normal((2, 3)), np.array([2, 0])))


DPT = "dpt = w * (g * (1 - pt) ** (g - 1) * np.log(pt) - (1 - pt) ** g / pt)"
DZ = "dlogits = (dpt * pt)[:, None] * (onehot - p)"
SPECIMENS = (
    ModernSpecimen(
        name="cross_entropy",
        cls=CrossEntropyLoss,
        draw=draw_ce,
        natural=natural_ce,
        style="loss = forward(logits, target), dlogits = backward()",
        bugs=(
            Bug("value-conditional", "dlogits[~self.keep] = 0", "pass", "positions to ignore"),
            Bug("shape-conditional", "dlogits /= self.count", "dlogits /= n", "divides by all positions"),
            Bug("scale", "smooth = np.full((n, c), eps / c)", "smooth = np.full((n, c), eps / (c - 1))"),
            Bug(
                "missing-term",
                "smooth = np.full((n, c), eps / c)",
                "smooth = np.zeros((n, c))",
                "the smoothed part is left out",
            ),
            Bug("scale", "dlogits = self.probs - smooth", "dlogits = smooth - self.probs"),
            Bug("axis", "dlogits /= self.count", "dlogits /= c"),
            Bug(
                "state",
                "dlogits = self.probs - smooth",
                "dlogits = self.probs; dlogits -= smooth",
                "spoils probs",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="focal_loss",
        options={"frozen": ("weight",)},
        cls=FocalLoss,
        draw=draw_focal,
        natural=natural_focal,
        style="loss, grad = layer(logits, labels)",
        bugs=(
            Bug("missing-term", DPT, "dpt = w * (-((1 - pt) ** g) / pt)", "the factor taken for a constant"),
            Bug("scale", DPT, DPT.replace("np.log(pt) -", "np.log(pt) +")),
            Bug("value-conditional", DPT, DPT.replace("(g - 1)", "min(g - 1, 1)"), "right for gamma up to 2"),
            Bug("axis", DZ, "dlogits = np.einsum('i,ic->ic', dpt * pt, onehot - p[:1])", "right for batch 1"),
            Bug(
                "missing-term",
                DZ,
                "dlogits = (dpt * pt * (1 - pt))[:, None] * onehot",
                "the right class only",
            ),
            Bug("missing-term", "return dloss * dlogits / n", "return dlogits / n", "the cotangent"),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
)
