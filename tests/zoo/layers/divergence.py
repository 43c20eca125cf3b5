"""The divergence of q from p for each sample: sum p log(p / q), for positive p and q."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Interval

from ..specimen import Bug, Specimen


class Divergence:
    def forward(self, p, q):
        ratio = np.log(p / q)
        return (p * ratio).sum(axis=1), (p, q, ratio)

    def backward(self, dout, cache):
        p, q, ratio = cache
        g = dout[:, None]
        dp = g * (ratio + 1)
        dq = -g * p / q
        return dp, dq


SPECIMEN = Specimen(
    name="divergence",
    cls=Divergence,
    contract=Contract(
        shapes="N K, N K -> N",
        inputs=("p", "q"),
        domain={"p": Interval(0.0, 1.0, open=True), "q": Interval(0.0, open=True)},
        rows_independent=True,
    ),
    cases=({},),
    bugs=(
        Bug("missing-term", "dp = g * (ratio + 1)", "dp = g * ratio"),
        Bug("scale", "dq = -g * p / q", "dq = g * p / q"),
        Bug("missing-term", "dq = -g * p / q", "dq = -g / q"),
        Bug("scale", "dp = g * (ratio + 1)", "dp = g * (ratio + 1) / p.shape[1]"),
        Bug("value-conditional", "dq = -g * p / q", "dq = -g * p / np.maximum(q, 0.1)"),
        Bug("value-conditional", "dp = g * (ratio + 1)", "dp = g * np.maximum(ratio + 1, -1)"),
        Bug("small", "dq = -g * p / q", "dq = -g * p / (q + 1e-6)"),
        Bug("ones-cotangent", "g = dout[:, None]", "g = dout[::-1, None]"),
        Bug("ones-cotangent", "g = dout[:, None]", "g = dout.mean()"),
        Bug("state", "dq = -g * p / q", "q /= p; dq = -g / q", "writes into its input"),
        Bug("dtype", "dp = g * (ratio + 1)", "dp = g * (ratio + np.float64(1))"),
    ),
    tags=("cached",),
)
