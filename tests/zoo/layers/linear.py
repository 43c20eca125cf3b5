"""An affine map: y = x W + b."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Linear:
    def __init__(self, in_features, out_features):
        rng = np.random.default_rng(0)
        self.in_features, self.out_features = in_features, out_features
        self.params = {"W": rng.normal(size=(in_features, out_features)), "b": rng.normal(size=out_features)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, dout):
        W = self.params["W"]
        dx = dout @ W.T
        dW = self.x.T @ dout
        db = dout.sum(axis=0)
        self.grads = {"W": dW, "b": db}
        return dx


SPECIMEN = Specimen(
    name="linear",
    cls=Linear,
    contract=Contract(
        shapes="N in_features -> N out_features",
        inputs=("x",),
        parameters={"W": "in_features out_features", "b": "out_features"},
        rows_independent=True,
    ),
    cases=(
        {"in_features": 3, "out_features": 2},
        {"in_features": 2, "out_features": 5},
        {"in_features": 4, "out_features": 4},
        {"in_features": 1, "out_features": 1},
    ),
    bugs=(
        Bug("scale", "dW = self.x.T @ dout", "dW = self.x.T @ dout / len(dout)", "db is a sum, dW a mean"),
        Bug("missing-term", "db = dout.sum(axis=0)", "db = np.zeros_like(dout[0])"),
        Bug("axis", "dx = dout @ W.T", "dx = dout @ (W if W.shape[0] == W.shape[1] else W.T)"),
        Bug("axis", "dW = self.x.T @ dout", "dW = (dout.T @ self.x).reshape(W.shape)"),
        Bug("shape-conditional", "db = dout.sum(axis=0)", "db = dout[: max(1, len(dout) - 1)].sum(axis=0)"),
        Bug("shape-conditional", "dx = dout @ W.T", "dx = dout[:, :4] @ W.T[:4]", "forgets features past 4"),
        Bug("localised", "dW = self.x.T @ dout", "dW = self.x.T @ dout; dW[-1, 0] *= 0.9"),
        Bug("small", "dx = dout @ W.T", "dx = dout @ W.T * (1 + 1e-5)"),
        Bug("ones-cotangent", "db = dout.sum(axis=0)", "db = np.full_like(dout[0], dout.sum(axis=0).mean())"),
        Bug("ones-cotangent", "dW = self.x.T @ dout", "dW = self.x.T @ dout[::-1]"),
        Bug("state", "self.x = x", "self.x = self.__dict__.get('x', x)", "keeps the first input"),
        Bug(
            "state",
            'self.grads = {"W": dW, "b": db}',
            'self.grads = {"W": dW + self.grads.get("W", 0), "b": db}',
        ),
        Bug("state", "self.x = x", "Linear.x = x", "all instances share one cache"),
        Bug("state", 'self.grads = {"W": dW, "b": db}', 'self.grads = {"W": dW, "b": db}; W -= 1e-3 * dW'),
        Bug("dtype", "dx = dout @ W.T", "dx = (dout.astype('f4') @ W.T.astype('f4')).astype(dout.dtype)"),
        Bug("dtype", "dW = self.x.T @ dout", "dW = self.x.ravel('K').reshape(self.x.shape).T @ dout"),
    ),
    tags=("plain",),
)
