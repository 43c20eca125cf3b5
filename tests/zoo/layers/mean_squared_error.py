"""The mean squared error of two arrays; both have a gradient."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class MeanSquaredError:
    def forward(self, prediction, target):
        error = np.subtract(prediction, target)
        return (error * error).mean(), error

    def backward(self, dout, cache):
        error = cache
        dprediction = 2 * error * dout / error.size
        dtarget = -dprediction
        return dprediction, dtarget


DX = "dprediction = 2 * error * dout / error.size"

SPECIMEN = Specimen(
    name="mean_squared_error",
    cls=MeanSquaredError,
    contract=Contract(shapes="N D, N D -> ", inputs=("prediction", "target")),
    cases=({},),
    bugs=(
        Bug("scale", DX, "dprediction = error * dout / error.size"),
        Bug("scale", DX, "dprediction = -2 * error * dout / error.size"),
        Bug("scale", "dtarget = -dprediction", "dtarget = dprediction * 1"),
        Bug("axis", DX, "dprediction = 2 * error * dout / error.shape[0]", "N for N*D"),
        Bug("axis", DX, "dprediction = 2 * error.T.reshape(error.shape) * dout / error.size"),
        Bug("shape-conditional", DX, "dprediction = 2 * error * dout / len(error) ** 2", "right for squares"),
        Bug("value-conditional", DX, "dprediction = 2 * np.clip(error, -3, 3) * dout / error.size"),
        Bug("localised", DX, "dprediction = 2 * error * dout / error.size; dprediction[-1, -1] *= 1.001"),
        Bug("small", DX, "dprediction = 2 * error * dout / (error.size + 1e-5)"),
        Bug("ones-cotangent", DX, "dprediction = 2 * error / error.size"),
        Bug("state", DX, "error *= 2 * dout / error.size; dprediction = error.copy()", "uses its cache up"),
        Bug("dtype", DX, "dprediction = np.float64(2) * error * dout / error.size"),
    ),
    tags=("cached",),
)
