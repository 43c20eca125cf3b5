"""Factorisations: Cholesky's, and the matrix logarithm of SPDNet through eigenvalues."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class CholeskyFactor:
    """L with L L' = (A + A') / 2 + jitter; Murray (2016), equations 8 and 9."""

    def __init__(self, jitter=0.0):
        self.jitter = jitter

    def forward(self, A):
        sym = (A + A.T) / 2 + self.jitter * np.eye(len(A))
        self._L = np.linalg.cholesky(sym)
        return self._L

    def backward(self, dL):
        L = self._L
        phi = np.tril(L.T @ np.tril(dL))
        phi[np.diag_indices_from(phi)] *= 0.5
        inv = np.linalg.inv(L)
        S = inv.T @ phi @ inv
        return (S + S.T) / 2


class LogEig:
    """log of symmetric positive matrices, V log(w) V'; invariant to the signs of the eigenvectors."""

    def forward(self, x):
        self.w, self.v = np.linalg.eigh((x + x.swapaxes(1, 2)) / 2)
        self.logw = np.log(self.w)
        return (self.v * self.logw[:, None, :]) @ self.v.swapaxes(1, 2)

    def backward(self, grad):
        w, v, vt = self.w, self.v, self.v.swapaxes(1, 2)
        gap = w[:, :, None] - w[:, None, :]
        near = np.abs(gap) < 1e-9
        quotient = (self.logw[:, :, None] - self.logw[:, None, :]) / np.where(near, 1, gap)
        loewner = np.where(near, 1 / w[:, :, None], quotient)
        inner = vt @ ((grad + grad.swapaxes(1, 2)) / 2) @ v
        return v @ (loewner * inner) @ vt


def positive(rng, *shape):
    a = rng.standard_normal(shape)
    return a @ a.swapaxes(-1, -2) / shape[-1] + 0.3 * np.eye(shape[-1])


def draw_cholesky(cls, rng):
    n = int(rng.integers(1, 6))
    return Case(cls(float(rng.choice([0, 1e-6, 0.1]))), (positive(rng, n, n),))


def draw_log(cls, rng):
    b, n = (int(k) for k in rng.integers([1, 1], [4, 5]))
    return Case(cls(), (positive(rng, b, n, n),))


PHI = "phi = np.tril(L.T @ np.tril(dL))"
HALVE = "phi[np.diag_indices_from(phi)] *= 0.5"
SYM = "return (S + S.T) / 2"
QUOTIENT = "quotient = (self.logw[:, :, None] - self.logw[:, None, :]) / np.where(near, 1, gap)"
LOEWNER = "loewner = np.where(near, 1 / w[:, :, None], quotient)"
INNER = "inner = vt @ ((grad + grad.swapaxes(1, 2)) / 2) @ v"
SPECIMENS = (
    ModernSpecimen(
        name="cholesky",
        cls=CholeskyFactor,
        draw=draw_cholesky,
        natural=lambda cls: Case(cls(1e-6), (positive(np.random.default_rng(0), 3, 3),)),
        style="forward(A), backward(dL), the factor in a private attribute",
        bugs=(
            Bug("missing-term", HALVE, "pass", "the diagonal counted twice"),
            Bug("missing-term", PHI, "phi = np.tril(np.tril(L.T) @ dL)", "L' is upper triangular"),
            Bug("axis", "S = inv.T @ phi @ inv", "S = inv @ phi @ inv.T"),
            Bug("value-conditional", PHI, "phi = L.T @ np.tril(dL)", "the upper triangle stays"),
            Bug("missing-term", SYM, "return S", "not symmetric; right for 1 x 1"),
            Bug(
                "shape-conditional",
                HALVE,
                "phi[:2, :2] *= 1 - np.eye(2)[: len(phi), : len(phi)] / 2",
                "2 x 2",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="log_eig",
        cls=LogEig,
        draw=draw_log,
        natural=lambda cls: Case(cls(), (positive(np.random.default_rng(1), 2, 3, 3),)),
        style="forward(x), backward(grad), eigenvalues kept in attributes",
        bugs=(
            Bug(
                "missing-term", LOEWNER, "loewner = np.where(near, 1 / w[:, :, None], 0)", "eigenvalues only"
            ),
            Bug("missing-term", LOEWNER, "loewner = np.where(near, 0, quotient)", "eigenvectors only"),
            Bug(
                "small", QUOTIENT, QUOTIENT.replace("1, gap)", "1, gap + 1e-4)"), "against a division by zero"
            ),
            Bug(
                "value-conditional",
                LOEWNER,
                "loewner = np.where(np.eye(w.shape[1]) > 0, 1 / w[:, :, None], quotient)",
                "special case: an eigenvalue that is there twice",
            ),
            Bug("axis", INNER, "inner = v @ ((grad + grad.swapaxes(1, 2)) / 2) @ vt"),
            Bug("axis", INNER, "inner = vt @ grad @ v", "not symmetric"),
            Bug(
                "dtype",
                "w, v, vt = self.w, self.v, self.v.swapaxes(1, 2)",
                "w, v = self.w, np.float32(self.v); vt = v.swapaxes(1, 2)",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
)
