"""A gated linear unit: the first half of the features times the sigmoid of the second."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Glu:
    def __init__(self):
        self.params = {}
        self.grads = {}

    def forward(self, x):
        self.a, z = np.split(x, 2, axis=-1)
        self.s = 0.5 * (1 + np.tanh(0.5 * z))
        return self.a * self.s

    def backward(self, dout):
        a, s = self.a, self.s
        da = dout * s
        dz = dout * a * s * (1 - s)
        return np.concatenate([da, dz], axis=-1)


SPECIMEN = Specimen(
    name="glu",
    cls=Glu,
    contract=Contract(shapes="N 2*half -> N half", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("missing-term", "dz = dout * a * s * (1 - s)", "dz = dout * s * (1 - s)"),
        Bug("missing-term", "da = dout * s", "da = dout * 1"),
        Bug("scale", "dz = dout * a * s * (1 - s)", "dz = dout * a * s * (1 + s)"),
        Bug("axis", "return np.concatenate([da, dz], axis=-1)", "return np.concatenate([dz, da], axis=-1)"),
        Bug(
            "axis",
            "return np.concatenate([da, dz], axis=-1)",
            "return np.stack([da, dz], axis=-1).reshape(len(a), -1)",
            "interleaved",
        ),
        Bug(
            "shape-conditional",
            "dz = dout * a * s * (1 - s)",
            "dz = dout * a * s * (1 - s) * (np.arange(a.shape[1]) < 3)",
        ),
        Bug("value-conditional", "da = dout * s", "da = dout * np.where(s < 0.05, 0, s)"),
        Bug("localised", "dz = dout * a * s * (1 - s)", "dz = dout * a * s * (1 - s); dz[0, -1] = 0"),
        Bug("small", "da = dout * s", "da = dout * s * 1.0001"),
        Bug("ones-cotangent", "da = dout * s", "da = dout[:, ::-1] * s"),
        Bug("state", "da = dout * s", "da = np.multiply(dout, s, out=s)", "uses its cache up"),
        Bug(
            "state",
            "self.s = 0.5 * (1 + np.tanh(0.5 * z))",
            "self.s = Glu.s = 0.5 * (1 + np.tanh(0.5 * z)); del self.s",
            "all instances share one cache",
        ),
        Bug(
            "dtype",
            "return np.concatenate([da, dz], axis=-1)",
            "return np.concatenate([da, dz], axis=-1, dtype=float)",
        ),
    ),
    tags=("plain",),
)
