"""The load-balancing loss of a switch transformer, with the router's z-loss."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class RouterLoss:
    """forward(logits (N, E), target (N,)): target[n] is the expert that token n went to."""

    def __init__(self, alpha=0.01, z_coef=0.001):
        self.alpha = alpha
        self.z_coef = z_coef

    def forward(self, pred, target):
        n, experts = pred.shape
        m = pred.max(axis=1, keepdims=True)
        e = np.exp(pred - m)
        total = e.sum(axis=1, keepdims=True)
        self.prob = e / total
        self.lse = (m + np.log(total))[:, 0]
        self.load = np.zeros(experts)
        np.add.at(self.load, target, 1 / n)
        balance = experts * np.dot(self.load, self.prob.mean(axis=0))
        return self.alpha * balance + self.z_coef * np.mean(self.lse**2)

    def backward(self):
        n, experts = self.prob.shape
        dprob = np.tile(self.alpha * experts * self.load / n, (n, 1))
        grad = self.prob * (dprob - (dprob * self.prob).sum(axis=1, keepdims=True))
        grad += self.z_coef * 2 * self.lse[:, None] * self.prob / n
        return grad


def draw(cls, rng):
    n, experts = (int(k) for k in rng.integers((1, 2), (7, 6)))
    layer = cls(alpha=rng.uniform(0.1, 1), z_coef=rng.uniform(0.05, 0.5))
    return Case(layer=layer, inputs=(rng.normal(size=(n, experts)) * 2, rng.integers(experts, size=n)))


def natural(cls):
    return Case(layer=cls(), inputs=(np.random.default_rng(0).normal(size=(5, 3)), np.array([0, 2, 0, 1, 0])))


DPROB = "dprob = np.tile(self.alpha * experts * self.load / n, (n, 1))"
Z = "grad += self.z_coef * 2 * self.lse[:, None] * self.prob / n"

SPECIMENS = (
    ModernSpecimen(
        name="moe_balance_loss",
        cls=RouterLoss,
        draw=draw,
        natural=natural,
        style="loss: forward(pred, target) with integer targets, backward()",
        gradients=lambda layer, got: {"x": got},
        bugs=(
            Bug("dtype", "self.load = np.zeros(experts)", 'self.load = np.zeros(experts, "float32")'),
            Bug(
                "scale",
                DPROB,
                "dprob = np.tile(self.alpha * experts * self.load, (n, 1))",
                "the mean over tokens",
            ),
            Bug(
                "accumulation",
                DPROB,
                "dprob = np.tile(self.alpha * experts * (self.load > 0) / n / n, (n, 1))",
                "each expert counted once, as load[target] += 1 would",
            ),
            Bug("scale", Z, "grad += self.z_coef * 2 * self.prob / n", "lse for lse squared"),
            Bug("accumulation", Z, "grad = self.z_coef * 2 * self.lse[:, None] * self.prob / n"),
            Bug(
                "value-conditional",
                Z,
                "grad += self.z_coef * 2 * np.abs(self.lse[:, None]) * self.prob / n",
                "all logits negative",
            ),
            Bug(
                "state",
                "self.load = np.zeros(experts)",
                'self.load = vars(self).setdefault("load", np.zeros(experts))',
                "the load of earlier calls is kept",
                told="inconclusive",
            ),
        ),
    ),
)
