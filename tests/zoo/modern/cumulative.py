"""Running sums, running products (zeros allowed) and running log-sum-exps."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class CumSum:
    """With TensorFlow's options: exclusive leaves out the entry itself, reverse runs from the end."""

    def __init__(self, axis=-1, exclusive=False, reverse=False):
        self.axis, self.exclusive, self.reverse = axis, exclusive, reverse

    @staticmethod
    def _run(x, axis, exclusive, reverse):
        if reverse:
            return np.flip(CumSum._run(np.flip(x, axis), axis, exclusive, False), axis)
        total = np.cumsum(x, axis=axis)
        return total - x if exclusive else total

    def forward(self, x):
        return self._run(x, self.axis, self.exclusive, self.reverse)

    def backward(self, dy):
        return self._run(dy, self.axis, self.exclusive, not self.reverse)


class CumProd:
    """Along the last axis; the product of the others is formed afresh, so zeros do no harm."""

    def forward(self, x):
        return np.cumprod(x, axis=-1), x

    def backward(self, dy, x):
        n = x.shape[-1]
        dx = np.zeros_like(x)
        for k in range(n):
            others = x.copy()
            others[..., k] = 1.0
            partial = np.cumprod(others, axis=-1)
            dx[..., k] = (dy[..., k:] * partial[..., k:]).sum(axis=-1)
        return dx


class LogCumSumExp:
    def __init__(self, axis):
        self.axis = axis

    def __call__(self, x):
        y = np.logaddexp.accumulate(x, axis=self.axis)
        axis = self.axis

        def backward(dy):
            dx = np.zeros_like(x)
            xs, ys = np.moveaxis(x, axis, 0), np.moveaxis(y, axis, 0)
            g, d = np.moveaxis(dy, axis, 0), np.moveaxis(dx, axis, 0)
            for t in range(len(xs)):
                d[: t + 1] += g[t] * np.exp(xs[: t + 1] - ys[t])
            return dx

        return y, backward


def draw_sum(cls, rng):
    x = rng.standard_normal(rng.integers(1, [4, 5, 4]))
    return Case(cls(int(rng.integers(-3, 3)), bool(rng.integers(2)), bool(rng.integers(2))), (x,))


def draw_prod(cls, rng):
    x = rng.standard_normal(rng.integers(1, [4, 7]))
    return Case(cls(), (x * (rng.random(x.shape) > 0.15),))


def draw_lse(cls, rng):
    return Case(cls(int(rng.integers(3))), (rng.normal(0, 3, rng.integers(1, [4, 6, 4])),))


def natural_prod(cls):
    return Case(cls(), (np.array([[2.0, -1.0, 3.0, 0.5], [1.0, 0.0, -2.0, 4.0]]),))


RUN = "return self._run(dy, self.axis, self.exclusive, not self.reverse)"
DXK = "dx[..., k] = (dy[..., k:] * partial[..., k:]).sum(axis=-1)"
DT = "d[: t + 1] += g[t] * np.exp(xs[: t + 1] - ys[t])"
SPECIMENS = (
    ModernSpecimen(
        name="cumsum",
        cls=CumSum,
        draw=draw_sum,
        natural=lambda cls: Case(cls(), (np.arange(6.0).reshape(2, 3),)),
        style="forward(x), backward(dy)",
        bugs=(
            Bug("axis", RUN, RUN.replace("not self", "self"), "runs the same way"),
            Bug("shape-conditional", RUN, RUN.replace("self.exclusive", "False"), "not exclusive"),
            Bug("shape-conditional", RUN, RUN.replace("not self.reverse", "True"), "reverse"),
            Bug("axis", RUN, RUN.replace("self.axis", "-1")),
            Bug("ones-cotangent", RUN, RUN.replace("dy,", "np.full_like(dy, dy.mean()),")),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="cumprod",
        cls=CumProd,
        draw=draw_prod,
        natural=natural_prod,
        style="out, x = forward(x), backward(dy, x)",
        bugs=(
            Bug(
                "value-conditional",
                DXK,
                "dx[..., k] = (dy * np.cumprod(x, -1))[..., k:].sum(-1) / np.where(x[..., k], x[..., k], 1)",
                "divides by the entry, so wrong at zeros",
            ),
            Bug(
                "shape-conditional", DXK, "dx[..., k] = dy[..., -1] * partial[..., -1]", "right for length 1"
            ),
            Bug("missing-term", DXK, "dx[..., k] = (dy * partial)[..., k]", "later products"),
            Bug("axis", DXK, "dx[..., k] = (dy * partial).sum(axis=-1)", "earlier products too"),
            Bug("localised", "for k in range(n):", "for k in range(n - 1 or 1):", "the last one is left out"),
            Bug("state", "others = x.copy()", "others = x", "overwrites its input with ones"),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="log_cumsum_exp",
        cls=LogCumSumExp,
        draw=draw_lse,
        natural=lambda cls: Case(cls(1), (np.random.default_rng(0).standard_normal((2, 4, 1)),)),
        style="y, backward = layer(x)",
        bugs=(
            Bug("missing-term", DT, "d[: t + 1] += g[t] * np.exp(xs[: t + 1])", "the sum"),
            Bug("accumulation", DT, "d[: t + 1] = g[t] * np.exp(xs[: t + 1] - ys[t])"),
            Bug("axis", DT, "d[: t + 1] += g[t] * np.exp(xs[: t + 1] - ys[-1])", "as logsumexp"),
            Bug("missing-term", DT, "d[:t] += g[t] * np.exp(xs[:t] - ys[t])", "the entry itself"),
            Bug(
                "value-conditional",
                DT,
                DT.replace("xs[: t + 1] - ys[t]", "np.maximum(xs[: t + 1] - ys[t], -5)"),
            ),
            Bug(
                "shape-conditional",
                "for t in range(len(xs)):",
                "for t in range(min(len(xs), 32)):",
                "special case: an axis longer than a block of 32",
            ),
            Bug("ones-cotangent", DT, DT.replace("g[t]", "g[0]"), "the first cotangent for all"),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
)
