"""x sigmoid(beta x), with one trainable beta for each feature."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Silu:
    def __init__(self, features):
        self.features = features
        self.params = {"beta": np.ones(features)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        self.s = 0.5 * (1 + np.tanh(0.5 * self.params["beta"] * x))
        return x * self.s

    def backward(self, dout):
        x, s, beta = self.x, self.s, self.params["beta"]
        slope = s * (1 - s)
        dx = dout * (s + beta * x * slope)
        dbeta = (dout * x * x * slope).sum(axis=0)
        self.grads = {"beta": dbeta}
        return dx


DX = "dx = dout * (s + beta * x * slope)"
DBETA = "dbeta = (dout * x * x * slope).sum(axis=0)"

SPECIMEN = Specimen(
    name="silu",
    cls=Silu,
    contract=Contract(
        shapes="N features -> N features",
        inputs=("x",),
        parameters={"beta": "features"},
        rows_independent=True,
    ),
    cases=({"features": 3}, {"features": 1}, {"features": 5}),
    bugs=(
        Bug("missing-term", DX, "dx = dout * (s + x * slope)", "right for beta = 1"),
        Bug("missing-term", DBETA, "dbeta = (dout * x * slope).sum(axis=0)"),
        Bug("scale", DBETA, "dbeta = (dout * x * x * slope).mean(axis=0)"),
        Bug("axis", DBETA, "dbeta = np.full_like(beta, (dout * x * x * slope).sum() / self.features)"),
        Bug("value-conditional", "slope = s * (1 - s)", "slope = np.where(abs(x) > 3, 0, s * (1 - s))"),
        Bug("localised", DX, "dx = dout * (s + beta * x * slope); dx[-1, 0] = 0"),
        Bug("small", "slope = s * (1 - s)", "slope = s * (1.001 - s)"),
        Bug("ones-cotangent", DBETA, "dbeta = dout.mean(axis=0) * (x * x * slope).sum(axis=0)"),
        Bug(
            "state", 'self.grads = {"beta": dbeta}', 'self.grads["beta"] = self.grads.get("beta", 0) + dbeta'
        ),
        Bug("dtype", DBETA, "dbeta = (dout * x * x * slope).sum(axis=0, dtype=np.float64)"),
        Bug("accumulation", DBETA, "dbeta = (dout * x * x * slope)[-1]"),
    ),
    tags=("plain",),
)
