"""Losses of a residual, quadratic near zero and linear far off: Huber's with a weight, and smooth L1."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class Huber:
    def __init__(self, delta=1.0):
        self.delta = delta

    def forward(self, pred, target, weight):
        self.r = pred - target
        self.weight = weight
        a = np.abs(self.r)
        self.inner = a <= self.delta
        self.value = np.where(self.inner, 0.5 * self.r**2, self.delta * (a - 0.5 * self.delta))
        return np.sum(weight * self.value.mean(axis=1))

    def backward(self, upstream=1.0):
        slope = np.where(self.inner, self.r, self.delta * np.sign(self.r))
        dpred = upstream * self.weight[:, None] * slope / self.r.shape[1]
        dtarget = -dpred
        dweight = upstream * self.value.mean(axis=1)
        return dpred, dtarget, dweight


class SmoothL1:
    def __init__(self, beta=1.0, reduction="mean"):
        self.beta = beta
        self.reduction = reduction

    def forward(self, pred, target):
        self.diff = pred - target
        absdiff = np.abs(self.diff)
        quadratic = 0.5 * absdiff**2 / self.beta
        self.loss = np.where(absdiff < self.beta, quadratic, absdiff - 0.5 * self.beta)
        if self.reduction == "none":
            return self.loss
        return self.loss.mean() if self.reduction == "mean" else self.loss.sum()

    def backward(self, grad_output):
        grad = np.clip(self.diff / self.beta, -1, 1)
        if self.reduction == "mean":
            grad = grad / self.diff.size
        return grad_output * grad


def draw_huber(cls, rng):
    n, d = (int(k) for k in rng.integers(1, [5, 5]))
    pred, target = rng.normal(0, 1.5, (2, n, d))
    return Case(cls(rng.uniform(0.3, 2)), (pred, target, rng.uniform(0.2, 2, n)))


def natural_huber(cls):
    pred, target = np.random.default_rng(0).normal(0, 1.5, (2, 3, 2))
    return Case(cls(), (pred, target, np.array([1.0, 0.5, 2.0])))


def draw_smooth(cls, rng):
    pred, target = rng.normal(0, 1, (2, *rng.integers(1, [4, 5])))
    return Case(cls(rng.uniform(0.3, 2), str(rng.choice(["mean", "sum", "none"]))), (pred, target))


def natural_smooth(cls):
    return Case(cls(0.5), (np.array([[0.1, -2.0], [1.5, 0.7]]), np.array([[0.3, 1.0], [1.4, -0.5]])))


DPRED = "dpred = upstream * self.weight[:, None] * slope / self.r.shape[1]"
SLOPE = "slope = np.where(self.inner, self.r, self.delta * np.sign(self.r))"
GRAD = "grad = np.clip(self.diff / self.beta, -1, 1)"
SPECIMENS = (
    ModernSpecimen(
        name="huber_loss",
        cls=Huber,
        draw=draw_huber,
        natural=natural_huber,
        style="forward(pred, target, weight), backward(upstream=1.0) returns a gradient for each",
        bugs=(
            Bug("missing-term", SLOPE, "slope = np.where(self.inner, self.r, np.sign(self.r))", "delta"),
            Bug(
                "value-conditional",
                SLOPE,
                "slope = np.where(self.inner, self.r, self.delta)",
                "negative residuals",
            ),
            Bug(
                "value-conditional",
                SLOPE,
                "slope = np.where(self.inner | (self.r < -4), self.r, self.delta * np.sign(self.r))",
            ),
            Bug("scale", DPRED, DPRED.replace("shape[1]", "size"), "mean over all"),
            Bug("scale", "dtarget = -dpred", "dtarget = dpred"),
            Bug(
                "missing-term",
                "dweight = upstream * self.value.mean(axis=1)",
                "dweight = self.value.mean(axis=1)",
            ),
            Bug(
                "state",
                "self.r = pred - target",
                "self.r = np.subtract(pred, target, out=pred)",
                "writes the residual into the prediction",
            ),
        ),
        gradients=lambda layer, returned: dict(zip(("x", "x1", "x2"), returned, strict=True)),
    ),
    ModernSpecimen(
        name="smooth_l1_loss",
        cls=SmoothL1,
        draw=draw_smooth,
        natural=natural_smooth,
        style="forward(pred, target), backward(grad_output) for the prediction alone",
        bugs=(
            Bug("missing-term", GRAD, "grad = np.clip(self.diff, -1, 1)", "beta"),
            Bug("missing-term", GRAD, "grad = np.clip(self.diff, -self.beta, self.beta)", "Huber's slope"),
            Bug("shape-conditional", 'if self.reduction == "mean":', 'if self.reduction != "sum":'),
            Bug("axis", "grad = grad / self.diff.size", "grad = grad / len(self.diff)"),
            Bug(
                "ones-cotangent",
                "return grad_output * grad",
                "return np.mean(grad_output) * grad",
                "a scalar",
            ),
            Bug("dtype", GRAD, "grad = np.clip(self.diff / self.beta, -1, 1).astype(np.float32)"),
        ),
        gradients=lambda layer, returned: {"x": returned},
    ),
)
