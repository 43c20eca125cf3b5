"""Linear systems, inverses and determinants."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class LinearSolve:
    def forward(self, A, B):
        X = np.linalg.solve(A, B)
        return X, (A, X)

    def backward(self, dX, cache):
        A, X = cache
        At = np.swapaxes(A, -1, -2)
        dB = np.linalg.solve(At, dX)
        dA = -dB @ np.swapaxes(X, -1, -2)
        return dA, dB


class MatrixInverse:
    def __call__(self, a):
        inv = np.linalg.inv(a)

        def pullback(g):
            t = inv.swapaxes(-1, -2)
            return -t @ g @ t

        return inv, pullback


class LogAbsDet:
    """log |det W| of a batch of square matrices, with a learned temperature: W is scaled before."""

    def __init__(self, scale=1.0):
        self.scale = np.array([float(scale)])
        self.g_scale = None

    def forward(self, W):
        self.W = W
        return np.linalg.slogdet(self.scale * W)[1]

    def backward(self, g):
        n = self.W.shape[-1]
        self.g_scale = g.sum(keepdims=True).reshape(1) * n / self.scale
        return g[..., None, None] * np.linalg.inv(self.W).swapaxes(-1, -2)


def regular(rng, *shape):
    """Matrices well away from singular ones."""
    return rng.standard_normal(shape) + 2.5 * np.sign(rng.standard_normal(shape[-1])) * np.eye(shape[-1])


def draw_solve(cls, rng):
    b, n, k = (int(v) for v in rng.integers(1, [4, 5, 4]))
    return Case(cls(), (regular(rng, b, n, n), rng.standard_normal((b, n, k))))


def draw_inverse(cls, rng):
    b, n = (int(v) for v in rng.integers(1, [4, 5]))
    return Case(cls(), (regular(rng, b, n, n),))


def draw_det(cls, rng):
    b, n = (int(v) for v in rng.integers(1, [4, 5]))
    return Case(cls(rng.uniform(0.5, 2)), (regular(rng, b, n, n),))


def natural_solve(cls):
    rng = np.random.default_rng(0)
    return Case(cls(), (regular(rng, 3, 3), rng.standard_normal((3, 2))))


DA = "dA = -dB @ np.swapaxes(X, -1, -2)"
PULL = "return -t @ g @ t"
G_SCALE = "self.g_scale = g.sum(keepdims=True).reshape(1) * n / self.scale"
DW = "return g[..., None, None] * np.linalg.inv(self.W).swapaxes(-1, -2)"
SPECIMENS = (
    ModernSpecimen(
        name="linear_solve",
        cls=LinearSolve,
        draw=draw_solve,
        natural=natural_solve,
        style="X, cache = forward(A, B), backward(dX, cache) returns dA, dB",
        bugs=(
            Bug("scale", DA, "dA = dB @ np.swapaxes(X, -1, -2)"),
            Bug("axis", "At = np.swapaxes(A, -1, -2)", "At = A", "right for symmetric matrices"),
            Bug("axis", DA, "dA = np.swapaxes(-dB @ np.swapaxes(X, -1, -2), -1, -2)"),
            Bug("shape-conditional", DA, "dA = -dB[..., :1] @ np.swapaxes(X[..., :1], -1, -2)", "one column"),
            Bug(
                "small",
                DA,
                "dA = -np.linalg.solve(At + 2e-4 * np.eye(len(At[0])), dX) @ np.swapaxes(X, -1, -2)",
            ),
            Bug(
                "state",
                "X = np.linalg.solve(A, B)",
                "X = np.linalg.solve(A, B); B[...] = X",
                "solves in place",
            ),
        ),
        gradients=lambda layer, returned: {"x": returned[0], "x1": returned[1]},
    ),
    ModernSpecimen(
        name="matrix_inverse",
        cls=MatrixInverse,
        draw=draw_inverse,
        natural=lambda cls: Case(cls(), (regular(np.random.default_rng(0), 3, 3),)),
        style="inv, pullback = layer(a)",
        bugs=(
            Bug("scale", PULL, "return t @ g @ t"),
            Bug("axis", "t = inv.swapaxes(-1, -2)", "t = inv"),
            Bug("axis", "t = inv.swapaxes(-1, -2)", "t = inv.T if inv.ndim == 2 else inv", "batches"),
            Bug("missing-term", PULL, "return -g * t * t", "as if entry by entry; right for 1 x 1"),
            Bug("localised", PULL, "r = -t @ g @ t; r[..., -1, :-1] *= 1.01; return r"),
            Bug("dtype", PULL, "return (-t @ g.astype(np.float32) @ t).astype(g.dtype)"),
        ),
        gradients=lambda layer, returned: {"x": returned},
    ),
    ModernSpecimen(
        name="log_abs_det",
        cls=LogAbsDet,
        draw=draw_det,
        natural=lambda cls: Case(cls(1.5), (regular(np.random.default_rng(0), 2, 3, 3),)),
        style="scale and g_scale, backward returns the input's",
        bugs=(
            Bug("axis", DW, "return g[..., None, None] * np.linalg.inv(self.W)", "the transpose"),
            Bug("missing-term", DW, DW.replace("self.W)", "self.scale * self.W)"), "scale divided out"),
            Bug("missing-term", G_SCALE, G_SCALE.replace("* n ", ""), "right for 1 x 1"),
            Bug("value-conditional", DW, DW + " * np.sign(np.linalg.det(self.W))[..., None, None]"),
            Bug("axis", "n = self.W.shape[-1]", "n = self.W.shape[0]", "the batch's size"),
            Bug("state", "self.W = W", "LogAbsDet.W = W", "shared between instances"),
        ),
        gradients=lambda layer, dx: {"x": dx, "scale": layer.g_scale},
        parameters=lambda layer: {"scale": layer.scale},
    ),
)
