"""Group normalisation: mean and variance of each group of channels of each sample."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class GroupNorm:
    def __init__(self, groups, channels, eps=1e-3):
        self.groups, self.channels, self.eps = groups, channels, eps
        self.params = {"gamma": np.ones((channels, 1)), "beta": np.zeros((channels, 1))}
        self.grads = {}

    def forward(self, x):
        grouped = x.reshape(len(x), self.groups, -1)
        centred = grouped - grouped.mean(axis=2, keepdims=True)
        self.scale = 1 / np.sqrt((centred * centred).mean(axis=2, keepdims=True) + self.eps)
        self.xhat = centred * self.scale
        return self.params["gamma"] * self.xhat.reshape(x.shape) + self.params["beta"]

    def backward(self, dout):
        xhat = self.xhat
        dgamma = (dout * xhat.reshape(dout.shape)).sum(axis=(0, 2))[:, None]
        dbeta = dout.sum(axis=(0, 2))[:, None]
        g = (dout * self.params["gamma"]).reshape(xhat.shape)
        mean = g.mean(axis=2, keepdims=True)
        projection = xhat * (g * xhat).mean(axis=2, keepdims=True)
        dx = self.scale * (g - mean - projection)
        self.grads = {"gamma": dgamma, "beta": dbeta}
        return dx.reshape(dout.shape)


G = 'g = (dout * self.params["gamma"]).reshape(xhat.shape)'
MEAN = "mean = g.mean(axis=2, keepdims=True)"
DX = "dx = self.scale * (g - mean - projection)"
DBETA = "dbeta = dout.sum(axis=(0, 2))[:, None]"

SPECIMEN = Specimen(
    name="group_norm",
    cls=GroupNorm,
    contract=Contract(
        shapes="N channels L -> N channels L",
        inputs=("x",),
        parameters={"gamma": "channels 1", "beta": "channels 1"},
        rows_independent=True,
    ),
    cases=(
        {"groups": 2, "channels": 4},
        {"groups": 1, "channels": 3},
        {"groups": 3, "channels": 3, "eps": 1e-5},
    ),
    bugs=(
        Bug("missing-term", DX, "dx = self.scale * (g - projection)"),
        Bug("missing-term", DX, "dx = self.scale * (g - mean)"),
        Bug("scale", DX, "dx = (g - mean - projection) / self.scale"),
        Bug("scale", DBETA, "dbeta = dout.mean(axis=2).sum(axis=0)[:, None]"),
        Bug("axis", G, 'g = (dout.swapaxes(1, 2) * self.params["gamma"].T).reshape(xhat.shape)'),
        Bug("axis", MEAN, "mean = g.mean(axis=(1, 2), keepdims=True)", "over all groups"),
        Bug(
            "shape-conditional", MEAN, "mean = g.mean(axis=2, keepdims=True) * (self.groups < self.channels)"
        ),
        Bug("localised", DX, "dx = self.scale * (g - mean - projection); dx[:, -1] *= 0.9", "the last group"),
        Bug("small", MEAN, "mean = g.sum(axis=2, keepdims=True) / (g.shape[2] + self.eps)"),
        Bug("ones-cotangent", DBETA, "dbeta = np.full_like(self.params['beta'], dout.sum() / self.channels)"),
        Bug("state", DX, "self.params['gamma'] += 1e-4 * dgamma; dx = self.scale * (g - mean - projection)"),
        Bug("dtype", DX, "dx = self.scale * (g - mean - projection) * np.ones(())"),
        Bug("accumulation", DBETA, "dbeta = dout[-1].sum(axis=1)[:, None]", "the last sample only"),
    ),
    tags=("plain",),
)
