"""The rows of x that integer ids name; an id may repeat."""

import numpy as np

from ethan_core import Contract
from ethan_core.contract import Integers

from ..specimen import Bug, Specimen


class Gather:
    def forward(self, x, ids):
        return x[ids], (x, ids)

    def backward(self, dout, cache):
        x, ids = cache
        dx = np.zeros_like(x)
        np.add.at(dx, ids, dout)
        return dx, None


ADD = "np.add.at(dx, ids, dout)"

SPECIMEN = Specimen(
    name="gather",
    cls=Gather,
    contract=Contract(shapes="R D, M -> M D", inputs=("x", "ids"), integers={"ids": Integers("R")}),
    cases=({},),
    bugs=(
        Bug("accumulation", ADD, "dx[ids] += dout", "repeated ids are dropped"),
        Bug("accumulation", ADD, "dx[ids] = dout"),
        Bug("accumulation", ADD, "np.add.at(dx, ids[-1:], dout[-1:])"),
        Bug("scale", ADD, "np.add.at(dx, ids, dout); dx /= len(ids)"),
        Bug("axis", ADD, "np.add.at(dx, ids, dout[::-1])"),
        Bug("shape-conditional", ADD, "np.add.at(dx, ids[:4], dout[:4])"),
        Bug(
            "value-conditional",
            ADD,
            "np.add.at(dx, ids[ids > 0], dout[ids > 0])",
            "id 0 is taken for padding",
        ),
        Bug("ones-cotangent", ADD, "np.add.at(dx, ids, np.broadcast_to(dout.mean(axis=0), dout.shape))"),
        Bug("dtype", "dx = np.zeros_like(x)", "dx = np.zeros(x.shape)"),
        Bug(
            "state",
            "dx = np.zeros_like(x)",
            "dx = self.__dict__.setdefault(f'{x.shape}{x.dtype}', np.zeros_like(x))",
            "accumulates",
        ),
    ),
    tags=("cached",),
)
