"""Smooth activations: softplus with a learned beta, mish, and hard-swish after a dense layer."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class Softplus:
    """log(1 + exp(beta x)) / beta, with one beta for each feature."""

    def __init__(self, features):
        self._beta = np.ones(features)
        self._dbeta = np.zeros(features)

    def forward(self, x):
        self._x = x
        return np.logaddexp(0, self._beta * x) / self._beta

    def backward(self, grad):
        z = self._beta * self._x
        sigmoid = 0.5 * (1 + np.tanh(z / 2))
        softplus = np.logaddexp(0, z)
        per_entry = grad * (self._x * sigmoid / self._beta - softplus / self._beta**2)
        self._dbeta = per_entry.reshape(-1, len(self._beta)).sum(axis=0)
        return grad * sigmoid


class Mish:
    def forward(self, x):
        self.x = x
        self.tsp = np.tanh(np.logaddexp(0, x))
        return x * self.tsp

    def backward(self, grad_y):
        sig = 1 / (1 + np.exp(-self.x))
        return grad_y * (self.tsp + self.x * sig * (1 - self.tsp**2))


class HardSwishDense:
    """Dense layer and hard-swish; backward takes a step at once."""

    def __init__(self, n_in, n_out, seed=0):
        rng = np.random.default_rng(seed)
        self.W = rng.standard_normal((n_in, n_out))
        self.b = rng.standard_normal(n_out)

    def forward(self, x):
        self.x = x
        self.z = x @ self.W + self.b
        return self.z * np.clip(self.z + 3, 0, 6) / 6

    def backward(self, grad, learning_rate):
        slope = np.where(self.z <= -3, 0.0, np.where(self.z >= 3, 1.0, (2 * self.z + 3) / 6))
        dz = grad * slope
        dx = dz @ self.W.T
        self.dW = self.x.T @ dz
        self.db = dz.sum(axis=0)
        self.W -= learning_rate * self.dW
        self.b -= learning_rate * self.db
        return dx


def draw_softplus(cls, rng):
    shape = rng.integers(1, [4, 4, 5])
    layer = cls(int(shape[-1]))
    layer._beta[:] = rng.uniform(0.4, 2.5, shape[-1])
    return Case(layer, (rng.normal(0, 2, shape),))


def natural_softplus(cls):
    layer = cls(3)
    layer._beta[:] = 1.0, 0.5, 2.0
    return Case(layer, (np.array([[0.5, -1.0, 2.0], [-3.0, 0.2, 1.0]]),))


def draw_hard(cls, rng):
    n, d, m = (int(k) for k in rng.integers(1, [5, 4, 6]))
    return Case(cls(d, m, seed=int(rng.integers(99))), (rng.normal(0, 1.5, (n, d)),))


ENTRY = "per_entry = grad * (self._x * sigmoid / self._beta - softplus / self._beta**2)"
DBETA = "self._dbeta = per_entry.reshape(-1, len(self._beta)).sum(axis=0)"
MISH = "return grad_y * (self.tsp + self.x * sig * (1 - self.tsp**2))"
SLOPE = "slope = np.where(self.z <= -3, 0.0, np.where(self.z >= 3, 1.0, (2 * self.z + 3) / 6))"
SPECIMENS = (
    ModernSpecimen(
        name="softplus_beta",
        cls=Softplus,
        draw=draw_softplus,
        natural=natural_softplus,
        style="private attributes _beta and _dbeta",
        bugs=(
            Bug(
                "missing-term",
                ENTRY,
                "per_entry = grad * self._x * sigmoid / self._beta",
                "the factor 1/beta",
            ),
            Bug("scale", "return grad * sigmoid", "return grad * sigmoid * self._beta", "1/beta forgotten"),
            Bug(
                "axis",
                DBETA,
                "self._dbeta = per_entry.reshape(-1, len(self._beta))[:len(per_entry)].sum(axis=0)",
                "right for two axes",
            ),
            Bug(
                "value-conditional",
                "return grad * sigmoid",
                "return grad * np.where(z > 2, 1, sigmoid)",
                "cutoff",
            ),
            Bug("state", DBETA, DBETA.replace(" = ", " = self._dbeta + "), "adds up over calls"),
            Bug("dtype", "z = self._beta * self._x", "z = (self._beta * self._x).astype(np.float32)"),
        ),
        gradients=lambda layer, dx: {"x": dx, "beta": layer._dbeta},
        parameters=lambda layer: {"beta": layer._beta},
    ),
    ModernSpecimen(
        name="mish",
        cls=Mish,
        draw=lambda cls, rng: Case(cls(), (rng.normal(0, 2, rng.integers(1, [4, 6])),)),
        natural=lambda cls: Case(cls(), (np.linspace(-3, 3, 7),)),
        style="forward(x), backward(grad_y)",
        bugs=(
            Bug("missing-term", MISH, MISH.replace(" * sig", ""), "softplus's slope"),
            Bug("missing-term", MISH, "return grad_y * (self.tsp + self.x * sig)", "tanh's slope"),
            Bug("scale", MISH, MISH.replace("1 - self.tsp**2", "1 - self.tsp"), "tanh's slope"),
            Bug("value-conditional", MISH, MISH.replace("self.x * sig", "np.maximum(self.x, 0) * sig")),
            Bug("small", MISH, MISH.replace("(1 - self.tsp**2)", "(1 - self.tsp**2 + 1e-3)")),
            Bug("state", "self.x = x", "Mish.x = x", "shared between instances"),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="hard_swish_dense",
        cls=HardSwishDense,
        draw=draw_hard,
        natural=lambda cls: Case(cls(3, 4), (np.random.default_rng(0).standard_normal((2, 3)),)),
        style="backward(grad, learning_rate) updates W, b in place and leaves dW, db",
        bugs=(
            Bug("value-conditional", SLOPE, "slope = (2 * self.z + 3) / 6", "the flat and the straight part"),
            Bug("value-conditional", SLOPE, SLOPE.replace("1.0", "0.0"), "hard-sigmoid's slope above 3"),
            Bug("missing-term", SLOPE, "slope = np.clip(self.z + 3, 0, 6) / 6", "the product rule"),
            Bug("state", "return dx", "return dz @ self.W.T", "uses the parameter after the step"),
            Bug("axis", "self.db = dz.sum(axis=0)", "self.db = dz.mean(axis=0)"),
            Bug(
                "scale",
                "self.dW = self.x.T @ dz",
                "self.dW = self.x.T @ dz * learning_rate",
                "the rate twice",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx, "W": layer.dW, "b": layer.db},
        parameters=lambda layer: {"W": layer.W, "b": layer.b},
    ),
)
