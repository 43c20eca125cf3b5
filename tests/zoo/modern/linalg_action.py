"""exp(A) applied to vectors without the exponential, and least squares through QR."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class ExpmAction:
    """y = exp(A) x by `steps` truncated Taylor series of A / steps; learns A by steps down the gradient."""

    def __init__(self, dim, steps=2, terms=6, seed=0):
        self.A = np.random.default_rng(seed).normal(0, 0.7, (dim, dim))
        self.dA = np.zeros((dim, dim))
        self.steps, self.terms = steps, terms

    def forward(self, x):
        M = self.A / self.steps
        self.series = []
        y = x
        for _ in range(self.steps):
            term, powers = y, [y]
            for k in range(1, self.terms + 1):
                term = M @ term / k
                powers.append(term)
                y = y + term
            self.series.append(powers)
        return y

    def backward(self, grad, lr):
        Mt = self.A.T / self.steps
        dM = np.zeros_like(self.A)
        for powers in reversed(self.series):
            g = grad
            for k in range(self.terms, 0, -1):
                dM += g @ powers[k - 1].T / k
                g = grad + Mt @ g / k
            grad = g
        self.dA = dM / self.steps
        self.A -= lr * self.dA
        return grad


class LeastSquares:
    """argmin |A X - B|, for A with at least as many rows as columns and full rank."""

    def forward(self, A, B):
        self._q, self._r = np.linalg.qr(A)
        self._a = A
        self._x = np.linalg.solve(self._r, self._q.T @ B)
        self._residual = B - A @ self._x
        return self._x

    def backward(self, g):
        z = np.linalg.solve(self._r, np.linalg.solve(self._r.T, g))
        dB = self._a @ z
        dA = self._residual @ z.T - dB @ self._x.T
        return dA, dB


def draw_expm(cls, rng):
    dim, cols = (int(k) for k in rng.integers(1, [5, 4]))
    layer = cls(dim, int(rng.integers(1, 4)), int(rng.integers(3, 9)), seed=int(rng.integers(99)))
    return Case(layer, (rng.standard_normal((dim, cols)),))


def draw_lstsq(cls, rng):
    n, k = (int(v) for v in rng.integers(1, 4, 2))
    m = n + int(rng.integers(0, 4))
    A = rng.standard_normal((m, n)) + 2 * np.eye(m, n)
    return Case(cls(), (A, rng.standard_normal((m, k))))


def natural_lstsq(cls):
    rng = np.random.default_rng(0)
    return Case(cls(), (rng.standard_normal((5, 2)), rng.standard_normal((5, 3))))


DM = "dM += g @ powers[k - 1].T / k"
G = "g = grad + Mt @ g / k"
Z = "z = np.linalg.solve(self._r, np.linalg.solve(self._r.T, g))"
DA = "dA = self._residual @ z.T - dB @ self._x.T"
SPECIMENS = (
    ModernSpecimen(
        name="expm_action",
        cls=ExpmAction,
        draw=draw_expm,
        natural=lambda cls: Case(cls(3), (np.random.default_rng(0).standard_normal((3, 2)),)),
        style="backward(grad, lr) updates A in place and leaves dA",
        bugs=(
            Bug("accumulation", DM, "dM = g @ powers[k - 1].T / k", "the first term only"),
            Bug("missing-term", G, "g = Mt @ g / k", "the direct path"),
            Bug("axis", "Mt = self.A.T / self.steps", "Mt = self.A / self.steps", "the transpose"),
            Bug("shape-conditional", "self.dA = dM / self.steps", "self.dA = dM", "right for one step"),
            Bug(
                "shape-conditional",
                "for powers in reversed(self.series):",
                "for powers in self.series:",
                "steps from the first to the last; right for one step",
            ),
            Bug("small", G, "g = grad + Mt @ g / k if k < 7 else grad", "the last terms of a long series"),
            Bug(
                "state",
                "Mt = self.A.T / self.steps",
                "Mt = np.divide(self.A, self.steps, out=self.A).T",
                "scales the parameter itself",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx, "A": layer.dA},
        parameters=lambda layer: {"A": layer.A},
    ),
    ModernSpecimen(
        name="least_squares_qr",
        cls=LeastSquares,
        draw=draw_lstsq,
        natural=natural_lstsq,
        style="forward(A, B), backward(g) returns dA, dB, private attributes",
        bugs=(
            Bug(
                "missing-term",
                DA,
                "dA = -dB @ self._x.T",
                "right where the residual is zero, as for square A",
            ),
            Bug("missing-term", DA, "dA = self._residual @ z.T", "the solution's part"),
            Bug("scale", DA, "dA = -self._residual @ z.T - dB @ self._x.T"),
            Bug("missing-term", Z, "z = np.linalg.solve(self._r, g)"),
            Bug("axis", Z, "z = np.linalg.solve(self._r.T, np.linalg.solve(self._r, g))"),
            Bug("value-conditional", "dB = self._a @ z", "dB = self._a @ z; dB[self._residual < -1] = 0"),
            Bug("state", "self._a = A", 'self._a = vars(self).get("_a", A)', "keeps the first matrix"),
        ),
        gradients=lambda layer, returned: {"x": returned[0], "x1": returned[1]},
    ),
)
