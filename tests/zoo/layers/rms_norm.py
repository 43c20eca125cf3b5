"""Normalisation by the root mean square of each row."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class RmsNorm:
    def __init__(self, features, eps=1e-3):
        self.features, self.eps = features, eps
        self.params = {"gamma": np.ones(features)}
        self.grads = {}

    def forward(self, x):
        self.r = 1 / np.sqrt((x * x).mean(axis=-1, keepdims=True) + self.eps)
        self.xhat = x * self.r
        return self.params["gamma"] * self.xhat

    def backward(self, dout):
        xhat, r = self.xhat, self.r
        g = dout * self.params["gamma"]
        inner = (g * xhat).mean(axis=-1, keepdims=True)
        dx = r * (g - xhat * inner)
        dgamma = (dout * xhat).sum(axis=0)
        self.grads = {"gamma": dgamma}
        return dx


DX = "dx = r * (g - xhat * inner)"
INNER = "inner = (g * xhat).mean(axis=-1, keepdims=True)"
DGAMMA = "dgamma = (dout * xhat).sum(axis=0)"

SPECIMEN = Specimen(
    name="rms_norm",
    cls=RmsNorm,
    contract=Contract(
        shapes="N features -> N features",
        inputs=("x",),
        parameters={"gamma": "features"},
        rows_independent=True,
    ),
    cases=({"features": 3}, {"features": 1, "eps": 0.1}, {"features": 6, "eps": 1e-5}),
    bugs=(
        Bug("missing-term", DX, "dx = r * g"),
        Bug("scale", INNER, "inner = (g * xhat).sum(axis=-1, keepdims=True)"),
        Bug("scale", DX, "dx = r * (g - xhat * inner * r)"),
        Bug("axis", INNER, "inner = (g * xhat).mean(axis=0, keepdims=True)"),
        Bug("axis", DGAMMA, "dgamma = (dout * xhat).sum(axis=0)[::-1].copy()"),
        Bug("shape-conditional", DX, "dx = r * (g - xhat * inner) if len(g) == 1 else r * g"),
        Bug("value-conditional", DX, "dx = np.minimum(r, 10) * (g - xhat * inner)", "small inputs"),
        Bug("localised", DGAMMA, "dgamma = (dout * xhat).sum(axis=0); dgamma[-1] *= 0.99"),
        Bug("small", INNER, "inner = (g * xhat).mean(axis=-1, keepdims=True) * (1 + 1e-5)"),
        Bug("ones-cotangent", 'g = dout * self.params["gamma"]', 'g = dout[:, ::-1] * self.params["gamma"]'),
        Bug(
            "state",
            'self.grads = {"gamma": dgamma}',
            'self.grads = {"gamma": dgamma}; self.r *= 1 + 1e-7',
            "drifts",
        ),
        Bug("dtype", INNER, "inner = (g * xhat).astype('f4').mean(axis=-1, keepdims=True, dtype='f4')"),
        Bug("accumulation", DGAMMA, "dgamma = (dout * xhat)[-1]", "the last row only"),
    ),
    tags=("plain",),
)
