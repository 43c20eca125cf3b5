"""The binary cross-entropy of logits against targets in [0, 1], for each entry."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Interval

from ..specimen import Bug, Specimen


class BceWithLogits:
    def forward(self, logits, target):
        loss = np.maximum(logits, 0) - logits * target + np.log1p(np.exp(-abs(logits)))
        return loss, (logits, target)

    def backward(self, dout, cache):
        logits, target = cache
        p = 0.5 * (1 + np.tanh(0.5 * logits))
        dlogits = dout * (p - target)
        return dlogits, None


P = "p = 0.5 * (1 + np.tanh(0.5 * logits))"
DX = "dlogits = dout * (p - target)"

SPECIMEN = Specimen(
    name="bce_with_logits",
    cls=BceWithLogits,
    contract=Contract(
        shapes="N D, N D -> N D",
        inputs=("logits", "target"),
        constants=("target",),
        domain={"target": Interval(0.0, 1.0)},
        rows_independent=True,
    ),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dlogits = dout * (target - p)"),
        Bug("scale", DX, "dlogits = dout * (p - target) / len(dout)"),
        Bug("missing-term", DX, "dlogits = dout * (p - target) * p * (1 - p)", "the sigmoid twice"),
        Bug("missing-term", P, "p = logits"),
        Bug("value-conditional", P, "p = 0.5 * (1 + np.tanh(0.5 * np.clip(logits, -4, 4)))"),
        Bug("value-conditional", DX, "dlogits = dout * (p - np.where(target > 0.9, 1, target))"),
        Bug("localised", DX, "dlogits = dout * (p - target); dlogits[:, 0] = dout[:, 0] * p[:, 0]"),
        Bug("small", DX, "dlogits = dout * (p - target + 1e-6)"),
        Bug("ones-cotangent", DX, "dlogits = p - target", "drops the cotangent"),
        Bug("state", DX, "target -= p; dlogits = -dout * target", "writes into the target"),
        Bug("dtype", P, "p = 0.5 * (1 + np.tanh(0.5 * logits.astype(np.float32)))"),
    ),
    tags=("cached", "real-only"),
)
