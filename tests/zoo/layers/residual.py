"""A residual block: x + relu(x W1) W2."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Residual:
    def __init__(self, width, hidden):
        rng = np.random.default_rng(0)
        self.width, self.hidden = width, hidden
        self.params = {"W1": rng.normal(size=(width, hidden)), "W2": rng.normal(size=(hidden, width))}
        self.grads = {}

    def forward(self, x):
        self.x = x
        self.h = np.maximum(x @ self.params["W1"], 0)
        return x + self.h @ self.params["W2"]

    def backward(self, dout):
        dh = dout @ self.params["W2"].T
        dz = np.where(self.h > 0, dh, 0)
        dW2 = self.h.T @ dout
        dW1 = self.x.T @ dz
        dx = dout + dz @ self.params["W1"].T
        self.grads = {"W1": dW1, "W2": dW2}
        return dx


DX = 'dx = dout + dz @ self.params["W1"].T'
DZ = "dz = np.where(self.h > 0, dh, 0)"

SPECIMEN = Specimen(
    name="residual",
    cls=Residual,
    contract=Contract(
        shapes="N width -> N width",
        inputs=("x",),
        parameters={"W1": "width hidden", "W2": "hidden width"},
        rows_independent=True,
    ),
    cases=({"width": 3, "hidden": 4}, {"width": 2, "hidden": 2}, {"width": 5, "hidden": 1}),
    bugs=(
        Bug("accumulation", DX, 'dx = dz @ self.params["W1"].T', "the shortcut is dropped"),
        Bug("accumulation", DX, "dx = dout * 1", "the branch is dropped"),
        Bug("accumulation", "dW1 = self.x.T @ dz", "dW1 = self.x[-1:].T @ dz[-1:]", "the last sample only"),
        Bug("scale", DX, 'dx = 2 * dout + dz @ self.params["W1"].T'),
        Bug("missing-term", DZ, "dz = dh"),
        Bug(
            "axis", 'dh = dout @ self.params["W2"].T', 'dh = dout @ self.params["W2"].reshape(self.width, -1)'
        ),
        Bug(
            "shape-conditional",
            "dW2 = self.h.T @ dout",
            "dW2 = self.h.T @ dout if self.width != self.hidden else dout.T @ self.h",
        ),
        Bug("value-conditional", DZ, "dz = np.where(self.h > 0.05, dh, 0)"),
        Bug("localised", "dW2 = self.h.T @ dout", "dW2 = self.h.T @ dout; dW2[0, -1] = 0"),
        Bug("ones-cotangent", DX, 'dx = dout.mean(axis=0) + dz @ self.params["W1"].T'),
        Bug("state", DX, 'dout += dz @ self.params["W1"].T; dx = dout.copy()', "writes into the cotangent"),
        Bug(
            "state",
            'self.h = np.maximum(x @ self.params["W1"], 0)',
            "h = np.maximum(x @ self.params['W1'], 0); self.h = self.__dict__.setdefault(f'{h.shape}', h)",
        ),
        Bug("dtype", DZ, "dz = np.where(self.h > 0, dh, 0).astype('f4')"),
    ),
    tags=("plain",),
)
