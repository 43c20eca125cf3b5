"""The Huber loss of each entry: quadratic up to delta, linear beyond."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Huber:
    def __init__(self, delta=1.0):
        self.delta = delta
        self.params = {}
        self.grads = {}

    def forward(self, prediction, target):
        delta = self.delta
        self.error = prediction - target
        size = np.abs(self.error)
        return np.where(size < delta, 0.5 * self.error**2, delta * (size - 0.5 * delta))

    def backward(self, dout):
        error, delta = self.error, self.delta
        slope = np.where(abs(error) < delta, error, delta * np.sign(error))
        dx = dout * slope
        return dx, -dx


SLOPE = "slope = np.where(abs(error) < delta, error, delta * np.sign(error))"
DX = "dx = dout * slope"

SPECIMEN = Specimen(
    name="huber",
    cls=Huber,
    contract=Contract(shapes="N D, N D -> N D", inputs=("prediction", "target"), rows_independent=True),
    cases=({}, {"delta": 0.5}),
    bugs=(
        Bug("scale", SLOPE, "slope = np.where(abs(error) < delta, 2 * error, delta * np.sign(error))"),
        Bug(
            "missing-term",
            SLOPE,
            "slope = np.where(abs(error) < delta, error, np.sign(error))",
            "right for delta = 1",
        ),
        Bug("missing-term", SLOPE, "slope = np.where(abs(error) < delta, error, delta)", "the sign"),
        Bug(
            "value-conditional",
            SLOPE,
            "slope = np.where(abs(error) < 1, error, delta * np.sign(error))",
            "right for delta = 1",
        ),
        Bug(
            "value-conditional",
            SLOPE,
            "slope = np.where(abs(error) < 0.97 * delta, error, delta * np.sign(error))",
        ),
        Bug(
            "value-conditional",
            SLOPE,
            "slope = np.where(abs(error) < 3 * delta, np.clip(error, -delta, delta), 0)",
            "outliers are ignored",
        ),
        Bug("localised", DX, "dx = dout * slope; dx[0] *= 0.5"),
        Bug("small", DX, "dx = dout * slope * 1.00001"),
        Bug("ones-cotangent", DX, "dx = dout.mean(axis=1, keepdims=True) * slope"),
        Bug(
            "state",
            "self.error = prediction - target",
            "self.error = np.subtract(prediction, target, out=prediction)",
            "writes into its input",
        ),
        Bug(
            "dtype", SLOPE, "slope = np.where(abs(error) < delta, error, delta * np.sign(error)).astype('f2')"
        ),
    ),
    tags=("plain", "real-only"),
)
