"""The largest of several pieces; the first of several equal ones gets the gradient."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class Maxout:
    def forward(self, x):
        best = x.argmax(axis=2)[:, :, None]
        return x.max(axis=2), (best, x)

    def backward(self, dout, cache):
        best, x = cache
        dx = np.zeros_like(x)
        np.put_along_axis(dx, best, dout[:, :, None], axis=2)
        return (dx,)


PUT = "np.put_along_axis(dx, best, dout[:, :, None], axis=2)"
ZEROS = "dx = np.zeros_like(x)"

SPECIMEN = Specimen(
    name="maxout",
    cls=Maxout,
    contract=Contract(shapes="N M P -> N M", inputs=("x",), ties="first", rows_independent=True),
    cases=({},),
    bugs=(
        Bug(
            "value-conditional",
            PUT,
            "dx += dout[:, :, None] * (x == x.max(axis=2, keepdims=True))",
            "every tie gets the gradient",
        ),
        Bug(
            "value-conditional",
            PUT,
            "dx += dout[:, :, None] * (x >= x.max(axis=2, keepdims=True) - 0.01)",
            "nearly a tie",
        ),
        Bug(
            "value-conditional",
            PUT,
            "np.put_along_axis(dx, best, dout[:, :, None] * (x.max(axis=2, keepdims=True) > 0), axis=2)",
        ),
        Bug(
            "value-conditional",
            PUT,
            "np.put_along_axis(dx, abs(x).argmax(axis=2)[:, :, None], dout[:, :, None], axis=2)",
        ),
        Bug("scale", PUT, "np.put_along_axis(dx, best, dout[:, :, None] / x.shape[2], axis=2)"),
        Bug("axis", PUT, "np.put_along_axis(dx, best[::-1], dout[:, :, None], axis=2)"),
        Bug("shape-conditional", PUT, "np.put_along_axis(dx, np.minimum(best, 3), dout[:, :, None], axis=2)"),
        Bug("localised", PUT, "np.put_along_axis(dx, best, dout[:, :, None], axis=2); dx[-1, :, -1] = 0"),
        Bug(
            "small",
            PUT,
            "np.put_along_axis(dx, best, dout[:, :, None], axis=2); dx += 1e-6 * dout[:, :, None]",
        ),
        Bug("ones-cotangent", PUT, "np.put_along_axis(dx, best, dout[:, ::-1, None], axis=2)"),
        Bug("dtype", ZEROS, "dx = np.zeros(x.shape)"),
        Bug("state", ZEROS, "dx = x; dx[...] = 0", "wipes its input"),
    ),
    tags=("cached",),
)
