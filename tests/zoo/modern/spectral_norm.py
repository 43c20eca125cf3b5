"""A linear layer with spectral normalisation by power iteration."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class SpectralNormLinear:
    """Divides the weight by a power-iteration estimate of its largest singular value.

    The iteration starts from the same u in every call and is differentiated through.
    """

    def __init__(self, fan_in, fan_out, n_iter=1, rng=None):
        rng = rng or np.random.default_rng(7)
        self.weight = rng.standard_normal((fan_out, fan_in)) / np.sqrt(fan_in)
        self.u = rng.standard_normal(fan_out)
        self.u /= np.linalg.norm(self.u)
        self.n_iter = n_iter
        self.grad_weight = None

    def forward(self, x):
        W, u, steps = self.weight, self.u, []
        for _ in range(self.n_iter):
            a = W.T @ u
            v = a / np.linalg.norm(a)
            b = W @ v
            u_next = b / np.linalg.norm(b)
            steps.append((u, a, v, b, u_next))
            u = u_next
        sigma = u @ W @ v
        self._saved = x, u, v, sigma, steps
        return x @ (W / sigma).T

    def backward(self, grad_y):
        x, u, v, sigma, steps = self._saved
        W = self.weight
        grad_bar = grad_y.T @ x
        gsigma = -(grad_bar * W).sum() / sigma**2
        gW = grad_bar / sigma
        gW += gsigma * np.outer(u, v)
        gu = gsigma * (W @ v)
        gv = gsigma * (W.T @ u)
        for u_prev, a, v_t, b, u_t in reversed(steps):
            gb = (gu - u_t * (u_t @ gu)) / np.linalg.norm(b)
            gW += np.outer(gb, v_t)
            gv = gv + W.T @ gb
            ga = (gv - v_t * (v_t @ gv)) / np.linalg.norm(a)
            gW += np.outer(u_prev, ga)
            gu = W @ ga
            gv = np.zeros_like(gv)
        self.grad_weight = gW
        return grad_y @ W / sigma


def draw_spectral(cls, rng):
    n, fan_in, fan_out, n_iter = (int(k) for k in rng.integers((1, 2, 2, 1), (5, 6, 6, 4)))
    return Case(layer=cls(fan_in, fan_out, n_iter, rng), inputs=(rng.normal(size=(n, fan_in)),))


def natural_spectral(cls):
    return Case(layer=cls(4, 3), inputs=(np.random.default_rng(0).normal(size=(2, 4)),))


SPECIMENS = (
    ModernSpecimen(
        name="spectral_norm_linear",
        options={"frozen": ("u",)},
        cls=SpectralNormLinear,
        draw=draw_spectral,
        natural=natural_spectral,
        style="attributes weight and grad_weight; the cache is a private tuple",
        gradients=lambda layer, dx: {"x": dx, "weight": layer.grad_weight},
        parameters=lambda layer: {"weight": layer.weight},
        bugs=(
            Bug("missing-term", "gW += gsigma * np.outer(u, v)", "pass"),
            Bug("accumulation", "gv = gv + W.T @ gb", "gv = W.T @ gb", "v's use in sigma is overwritten"),
            Bug("shape-conditional", "gv = np.zeros_like(gv)", "pass", "wrong for more than one iteration"),
            Bug("shape-conditional", "gu = W @ ga", "gu = 0 * u_prev", "earlier iterations are dropped"),
            Bug(
                "state",
                "self._saved = x, u, v, sigma, steps",
                "self._saved = x, u, v, sigma, steps; self.u = u",
                "the iteration goes on from where it was, as in torch; that u may be kept is declared",
                told="pass",
            ),
            Bug(
                "missing-term",
                "ga = (gv - v_t * (v_t @ gv)) / np.linalg.norm(a)",
                "ga = gv / np.linalg.norm(a)",
            ),
            Bug(
                "scale", "gsigma = -(grad_bar * W).sum() / sigma**2", "gsigma = -(grad_bar * W).sum() / sigma"
            ),
        ),
    ),
)
