"""Batch normalisation in training mode: mean and variance of each feature over the batch."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class BatchNorm:
    def __init__(self, features, eps=1e-3):
        self.features, self.eps = features, eps
        self.params = {"gamma": np.ones(features), "beta": np.zeros(features)}
        self.grads = {}

    def forward(self, x):
        centred = x - x.mean(axis=0)
        self.scale = 1 / np.sqrt((centred * centred).mean(axis=0) + self.eps)
        self.xhat = centred * self.scale
        return self.params["gamma"] * self.xhat + self.params["beta"]

    def backward(self, dout):
        xhat, scale = self.xhat, self.scale
        dgamma = (dout * xhat).sum(axis=0)
        dbeta = dout.sum(axis=0)
        g = dout * self.params["gamma"]
        through_mean = g.mean(axis=0)
        through_variance = xhat * (g * xhat).mean(axis=0)
        dx = scale * (g - through_mean - through_variance)
        self.grads = {"gamma": dgamma, "beta": dbeta}
        return dx


DX = "dx = scale * (g - through_mean - through_variance)"
VARIANCE = "through_variance = xhat * (g * xhat).mean(axis=0)"
GRADS = 'self.grads = {"gamma": dgamma, "beta": dbeta}'
DGAMMA = "dgamma = (dout * xhat).sum(axis=0)"

SPECIMEN = Specimen(
    name="batch_norm",
    cls=BatchNorm,
    contract=Contract(
        shapes="N features -> N features",
        inputs=("x",),
        parameters={"gamma": "features", "beta": "features"},
    ),
    cases=({"features": 3}, {"features": 1, "eps": 0.1}, {"features": 5, "eps": 1e-5}),
    bugs=(
        Bug("missing-term", DX, "dx = scale * g", "mean and variance as constants"),
        Bug("missing-term", DX, "dx = scale * (g - through_variance)"),
        Bug("missing-term", DX, "dx = scale * (g - through_mean)"),
        Bug("missing-term", 'g = dout * self.params["gamma"]', "g = dout * 1", "right for gamma = 1"),
        Bug("scale", VARIANCE, "through_variance = xhat * (g * xhat).sum(axis=0) / max(len(g) - 1, 1)"),
        Bug("scale", DX, "dx = scale**2 * (g - through_mean - through_variance)"),
        Bug("axis", "through_mean = g.mean(axis=0)", "through_mean = g.mean()"),
        Bug("axis", DGAMMA, "dgamma = (dout * xhat).sum(axis=int(len(dout) == self.features))"),
        Bug("shape-conditional", "dbeta = dout.sum(axis=0)", "dbeta = dout[:4].sum(axis=0)"),
        Bug(
            "localised",
            DX,
            "dx = scale * (g - through_mean - through_variance); dx[0, -1] += 0.01 * g[0, -1]",
        ),
        Bug("small", DX, "dx = (scale - 1e-5) * (g - through_mean - through_variance)"),
        Bug("small", VARIANCE, "through_variance = xhat * (g * xhat).mean(axis=0) * (1 + self.eps)"),
        Bug("ones-cotangent", "dbeta = dout.sum(axis=0)", "dbeta = len(dout) * dout.max(axis=0)"),
        Bug("ones-cotangent", "through_mean = g.mean(axis=0)", 'through_mean = self.params["gamma"]'),
        Bug(
            "state",
            GRADS,
            'self.grads["gamma"] = dgamma; self.grads.setdefault("beta", np.zeros_like(dbeta))[:] += dbeta',
        ),
        Bug("dtype", GRADS, 'self.grads = {"gamma": dgamma.astype(np.float64), "beta": dbeta}'),
    ),
    tags=("plain",),
)
