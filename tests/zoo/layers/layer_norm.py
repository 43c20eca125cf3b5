"""Layer normalisation: mean and variance of each row."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class LayerNorm:
    def __init__(self, eps=1e-3):
        self.eps = eps

    def forward(self, x, gamma, beta):
        centred = x - x.mean(axis=-1, keepdims=True)
        scale = 1 / np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + self.eps)
        xhat = centred * scale
        return gamma * xhat + beta, (xhat, scale, gamma)

    def backward(self, dout, cache):
        xhat, scale, gamma = cache
        g = dout * gamma
        mean = g.mean(axis=-1, keepdims=True)
        projection = xhat * (g * xhat).mean(axis=-1, keepdims=True)
        dx = scale * (g - mean - projection)
        dgamma = (dout * xhat).sum(axis=(0, 1))
        dbeta = dout.sum(axis=(0, 1))
        return dx, dgamma, dbeta


DX = "dx = scale * (g - mean - projection)"
PROJECTION = "projection = xhat * (g * xhat).mean(axis=-1, keepdims=True)"
DGAMMA = "dgamma = (dout * xhat).sum(axis=(0, 1))"

SPECIMEN = Specimen(
    name="layer_norm",
    cls=LayerNorm,
    contract=Contract(shapes="N T D, D, D -> N T D", inputs=("x", "gamma", "beta"), rows_independent=True),
    cases=({}, {"eps": 1e-5}),
    bugs=(
        Bug("missing-term", DX, "dx = scale * (g - mean)", "the variance as a constant"),
        Bug("missing-term", DX, "dx = scale * g", "mean and variance as constants"),
        Bug("missing-term", "g = dout * gamma", "g = dout * 1", "right for gamma = 1"),
        Bug("scale", PROJECTION, "projection = -xhat * (g * xhat).mean(axis=-1, keepdims=True)"),
        Bug("axis", "mean = g.mean(axis=-1, keepdims=True)", "mean = g.mean(axis=1, keepdims=True)"),
        Bug("axis", DGAMMA, "dgamma = (dout * xhat).mean(axis=1).sum(axis=0)"),
        Bug(
            "shape-conditional", PROJECTION, "projection = xhat * (g * xhat).sum(axis=-1, keepdims=True) / 4"
        ),
        Bug(
            "localised",
            "dbeta = dout.sum(axis=(0, 1))",
            "dbeta = dout.sum(axis=(0, 1)); dbeta[0] = dout[0, 0, 0]",
        ),
        Bug("small", PROJECTION, "projection = 0.9999 * xhat * (g * xhat).mean(axis=-1, keepdims=True)"),
        Bug("small", DGAMMA, "dgamma = (dout * xhat).sum(axis=(0, 1)) + 1e-6"),
        Bug("ones-cotangent", "g = dout * gamma", "g = dout.mean(axis=0) * gamma"),
        Bug("ones-cotangent", DGAMMA, "dgamma = dout.mean(axis=(0, 1)) * xhat.sum(axis=(0, 1))"),
        Bug(
            "state",
            "xhat = centred * scale",
            "xhat = self.__dict__.setdefault(f'{x.shape}', np.empty_like(x)); xhat[...] = centred * scale",
            "one buffer for all calls",
        ),
        Bug("dtype", DX, "dx = scale.astype(np.float32) * (g - mean - projection)"),
        Bug("accumulation", DGAMMA, "dgamma = (dout * xhat).sum(axis=0)[-1]", "the last step only"),
    ),
    tags=("cached",),
)
