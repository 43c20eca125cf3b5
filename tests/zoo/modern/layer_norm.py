"""Layer normalisation over two axes, and root-mean-square normalisation with a bias."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class LayerNorm:
    """Normalises over the trailing two axes, like torch's LayerNorm((A, B))."""

    def __init__(self, shape, eps=1e-5):
        self.axes = (-2, -1)
        self.eps = eps
        self.params = {"weight": np.ones(shape), "bias": np.zeros(shape)}
        self.grads = {name: np.zeros_like(value) for name, value in self.params.items()}

    def forward(self, x):
        mean = x.mean(axis=self.axes, keepdims=True)
        centred = x - mean
        var = np.mean(centred**2, axis=self.axes, keepdims=True)
        rstd = 1 / np.sqrt(var + self.eps)
        norm = centred * rstd
        self.cache = (norm, rstd)
        return norm * self.params["weight"] + self.params["bias"]

    def backward(self, dout):
        norm, rstd = self.cache
        dnorm = dout * self.params["weight"]
        dx = dnorm - dnorm.mean(axis=self.axes, keepdims=True)
        dx -= norm * (dnorm * norm).mean(axis=self.axes, keepdims=True)
        dx *= rstd
        self.grads["weight"] = (dout * norm).sum(axis=0)
        self.grads["bias"] = dout.sum(axis=0)
        return dx


def draw_layer_norm(cls, rng):
    n, a, b = (int(k) for k in rng.integers((1, 1, 2), (4, 5, 5)))
    layer = cls((a, b), eps=float(rng.choice([1e-5, 1e-2])))
    layer.params["weight"] += rng.normal(size=(a, b)) * 0.4
    layer.params["bias"] += rng.normal(size=(a, b))
    return Case(layer=layer, inputs=(rng.normal(size=(n, a, b)) + rng.normal(),))


def natural_layer_norm(cls):
    return Case(layer=cls((3, 4)), inputs=(np.random.default_rng(0).normal(size=(2, 3, 4)),))


class Param:
    def __init__(self, data):
        self.data = data
        self.grad = np.zeros_like(data)


class RMSNormWithBias:
    def __init__(self, dim, eps=1e-6):
        self.eps = eps
        self.gain = Param(np.ones(dim))
        self.bias = Param(np.zeros(dim))

    def forward(self, x):
        self.x = x
        self.rms = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + self.eps)
        return x / self.rms * self.gain.data + self.bias.data

    def backward(self, dy):
        d = dy.shape[-1]
        lead = tuple(range(dy.ndim - 1))
        xn = self.x / self.rms
        self.gain.grad = (dy * xn).sum(axis=lead)
        self.bias.grad = dy.sum(axis=lead)
        g = dy * self.gain.data
        dot = (g * self.x).sum(axis=-1, keepdims=True)
        return g / self.rms - self.x * dot / (d * self.rms**3)


def draw_rms(cls, rng):
    dim = int(rng.integers(1, 7))
    layer = cls(dim, eps=float(rng.choice([1e-2, 0.1])))
    layer.gain.data[:] = rng.uniform(0.5, 1.5, dim)
    layer.bias.data[:] = rng.normal(size=dim)
    lead = [int(k) for k in rng.integers(1, 5, size=rng.integers(1, 3))]
    return Case(layer=layer, inputs=(rng.normal(size=(*lead, dim)) * rng.choice([0.3, 1.0, 5.0]),))


def natural_rms(cls):
    return Case(layer=cls(4), inputs=(np.random.default_rng(0).normal(size=(2, 3, 4)),))


MEAN = "dx = dnorm - dnorm.mean(axis=self.axes, keepdims=True)"
PROJECTION = "dx -= norm * (dnorm * norm).mean(axis=self.axes, keepdims=True)"
RETURN = "return g / self.rms - self.x * dot / (d * self.rms**3)"

SPECIMENS = (
    ModernSpecimen(
        name="layer_norm_two_axes",
        cls=LayerNorm,
        draw=draw_layer_norm,
        natural=natural_layer_norm,
        style="params and grads dictionaries, gradients replaced at every call",
        gradients=lambda layer, dx: {"x": dx, **layer.grads},
        parameters=lambda layer: layer.params,
        bugs=(
            Bug(
                "ones-cotangent",
                'self.grads["weight"] = (dout * norm).sum(axis=0)',
                'self.grads["weight"] = norm.sum(axis=0)',
            ),
            Bug("axis", MEAN, "dx = dnorm - dnorm.mean(axis=-1, keepdims=True)", "right where A is 1"),
            Bug("axis", PROJECTION, "dx -= norm * (dnorm * norm).mean(axis=-1, keepdims=True)"),
            Bug("missing-term", PROJECTION, "pass"),
            Bug("scale", "self.cache = (norm, rstd)", "self.cache = (norm, 1 / (np.sqrt(var) + self.eps))"),
            Bug("state", 'self.grads["bias"] = dout.sum(axis=0)', 'self.grads["bias"] += dout.sum(axis=0)'),
            Bug("dtype", "norm, rstd = self.cache", 'norm, rstd = (c.astype("float32") for c in self.cache)'),
        ),
    ),
    ModernSpecimen(
        name="rms_norm_with_bias",
        cls=RMSNormWithBias,
        draw=draw_rms,
        natural=natural_rms,
        style="parameter objects with data and grad",
        gradients=lambda layer, dx: {"x": dx, "gain": layer.gain.grad, "bias": layer.bias.grad},
        parameters=lambda layer: {"gain": layer.gain.data, "bias": layer.bias.data},
        bugs=(
            Bug(
                "value-conditional",
                RETURN,
                RETURN.replace("g / self.rms -", "g / np.maximum(self.rms, 1) -"),
                "short rows",
            ),
            Bug("shape-conditional", "lead = tuple(range(dy.ndim - 1))", "lead = 0", "right for two axes"),
            Bug("scale", RETURN, "return g / self.rms - self.x * dot / self.rms**3", "the mean as a sum"),
            Bug("scale", RETURN, "return g / self.rms - self.x * dot / (d * self.rms**2)"),
            Bug(
                "state",
                "xn = self.x / self.rms",
                "xn = np.divide(self.x, self.rms, out=self.x)",
                "overwrites the input",
            ),
            Bug("missing-term", "g = dy * self.gain.data", "g = dy"),
            Bug(
                "localised",
                "self.bias.grad = dy.sum(axis=lead)",
                "self.bias.grad = np.append(dy[..., :-1].sum(axis=lead), 0.0)",
            ),
        ),
    ),
)
