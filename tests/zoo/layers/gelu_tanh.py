"""The tanh approximation of the Gaussian error linear unit."""

import math

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class GeluTanh:
    def forward(self, x):
        c = math.sqrt(2 / math.pi)
        u = c * (x + 0.044715 * x**3)
        t = np.tanh(u)
        return 0.5 * x * (1 + t), (x, t, c)

    def backward(self, dout, cache):
        x, t, c = cache
        inner = c * (1 + 3 * 0.044715 * x**2)
        dx = dout * 0.5 * (1 + t + x * (1 - t * t) * inner)
        return (dx,)


DX = "dx = dout * 0.5 * (1 + t + x * (1 - t * t) * inner)"
INNER = "inner = c * (1 + 3 * 0.044715 * x**2)"

SPECIMEN = Specimen(
    name="gelu_tanh",
    cls=GeluTanh,
    contract=Contract(shapes="*axes -> *axes", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", INNER, "inner = c * (1 + 0.044715 * x**2)", "the 3 is lost"),
        Bug("missing-term", DX, "dx = dout * 0.5 * (1 + t)"),
        Bug("missing-term", INNER, "inner = c", "the cubic term is lost"),
        Bug("value-conditional", INNER, "inner = c * (1 + 3 * 0.044715 * np.minimum(x**2, 4))"),
        Bug("value-conditional", DX, "dx = dout * 0.5 * (1 + t + x * (1 - t * t) * inner) * (x > -3)"),
        Bug(
            "localised", DX, "dx = dout * 0.5 * (1 + t + x * (1 - t * t) * inner); dx[(0,) * dx.ndim] *= 1.01"
        ),
        Bug("small", INNER, "inner = c * (1 + 3 * 0.0447 * x**2)", "a constant is rounded"),
        Bug("small", INNER, "inner = 0.7978 * (1 + 3 * 0.044715 * x**2)", "a constant is rounded"),
        Bug("small", INNER, "inner = c * (1 + 0.134 * x**2)", "a constant is rounded"),
        Bug("ones-cotangent", DX, "dx = dout.mean(0) * 0.5 * (1 + t + x * (1 - t * t) * inner)"),
        Bug(
            "state",
            "t = np.tanh(u)",
            "t = np.tanh(u, out=self.__dict__.setdefault(f'{x.shape}{x.dtype}', u))",
        ),
        Bug("dtype", INNER, "inner = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x**2)", "float64 for float32"),
        Bug("dtype", INNER, "inner = c * (1 + 3 * np.float16(0.044715) * x**2)"),
    ),
    tags=("cached",),
)
