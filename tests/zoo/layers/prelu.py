"""x for positive entries, alpha x below, with one trainable alpha for each channel."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Prelu:
    def forward(self, x, alpha):
        out = np.where(x > 0, x, alpha * x)
        return out, (x, alpha)

    def backward(self, dout, cache):
        x, alpha = cache
        below = np.where(x > 0, 0, dout)
        dx = np.where(x > 0, dout, alpha * dout)
        dalpha = (below * x).sum(axis=0)
        return dx, dalpha


DX = "dx = np.where(x > 0, dout, alpha * dout)"
DALPHA = "dalpha = (below * x).sum(axis=0)"

SPECIMEN = Specimen(
    name="prelu",
    cls=Prelu,
    contract=Contract(shapes="N C, C -> N C", inputs=("x", "alpha"), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dx = np.where(x > 0, dout, dout)", "right for alpha = 1"),
        Bug("scale", DALPHA, "dalpha = (below * x).mean(axis=0)"),
        Bug("missing-term", DALPHA, "dalpha = below.sum(axis=0)"),
        Bug(
            "axis",
            DALPHA,
            "dalpha = (below * x).sum(axis=0) if len(x) != len(alpha) else (below * x).sum(axis=1)",
        ),
        Bug("axis", DALPHA, "dalpha = np.full_like(alpha, (below * x).sum())", "one alpha for all channels"),
        Bug("value-conditional", "below = np.where(x > 0, 0, dout)", "below = np.where(x > -0.1, 0, dout)"),
        Bug("localised", DALPHA, "dalpha = (below * x).sum(axis=0); dalpha[0] = 0"),
        Bug("ones-cotangent", DX, "dx = np.where(x > 0, dout, alpha * dout.mean(axis=0))"),
        Bug("accumulation", DALPHA, "dalpha = (below * x)[0]"),
        Bug("dtype", DALPHA, "dalpha = (below * x).sum(axis=0).astype(np.float16).astype(x.dtype)"),
    ),
    tags=("cached",),
)
