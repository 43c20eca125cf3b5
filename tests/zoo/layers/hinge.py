"""The hinge loss of each sample against a label of -1 or 1 given as an integer 0 or 1."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Integers

from ..specimen import Bug, Specimen


class Hinge:
    def __init__(self, margin=1.0):
        self.margin = margin
        self.params = {}
        self.grads = {}

    def forward(self, score, label):
        self.sign = (2 * label - 1).astype(score.dtype)
        self.slack = self.margin - self.sign * score
        return np.maximum(self.slack, 0)

    def backward(self, dout):
        active = self.slack > 0
        dscore = -dout * self.sign * active
        return dscore, None


ACTIVE = "active = self.slack > 0"
DX = "dscore = -dout * self.sign * active"

SPECIMEN = Specimen(
    name="hinge",
    cls=Hinge,
    contract=Contract(
        shapes="N, N -> N",
        inputs=("score", "label"),
        integers={"label": Integers(2)},
        rows_independent=True,
    ),
    cases=({}, {"margin": 0.3}),
    bugs=(
        Bug("scale", DX, "dscore = dout * self.sign * active"),
        Bug("scale", DX, "dscore = -dout * self.sign * active / len(dout)"),
        Bug("missing-term", DX, "dscore = -dout * active", "the label"),
        Bug("missing-term", DX, "dscore = -dout * self.sign"),
        Bug("value-conditional", ACTIVE, "active = self.slack > 0.1", "a window at the margin"),
        Bug("value-conditional", ACTIVE, "active = self.slack > self.margin", "only where the sign is wrong"),
        Bug("value-conditional", ACTIVE, "active = (self.slack > 0) & (self.slack < 5)"),
        Bug("localised", DX, "dscore = -dout * self.sign * active; dscore[-1] = 0"),
        Bug("small", DX, "dscore = -dout * self.sign * active * (1 - 1e-6)"),
        Bug("ones-cotangent", DX, "dscore = -dout.mean() * self.sign * active"),
        Bug("dtype", DX, "dscore = -dout * self.sign.astype(int) * active", "float64 for float32"),
    ),
    tags=("plain",),
)
