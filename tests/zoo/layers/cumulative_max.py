"""The running maximum; an entry equal to an earlier maximum leaves the gradient with the earlier one."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class CumulativeMax:
    def forward(self, x):
        out = np.maximum.accumulate(x, axis=1)
        new = np.ones(x.shape, bool)
        new[:, 1:] = x[:, 1:] > out[:, :-1]
        holder = np.maximum.accumulate(np.where(new, np.arange(x.shape[1]), 0), axis=1)
        return out, holder

    def backward(self, dout, cache):
        holder = cache
        rows = np.arange(len(dout))[:, None]
        dx = np.zeros_like(dout)
        np.add.at(dx, (rows, holder), dout)
        return (dx,)


ADD = "np.add.at(dx, (rows, holder), dout)"

SPECIMEN = Specimen(
    name="cumulative_max",
    cls=CumulativeMax,
    contract=Contract(shapes="N T -> N T", inputs=("x",), ties="first", rows_independent=True),
    cases=({},),
    bugs=(
        Bug("accumulation", ADD, "dx[rows, holder] = dout", "the last output only"),
        Bug("accumulation", ADD, "dx[rows, holder] += dout", "repeated targets are lost"),
        Bug("missing-term", ADD, "dx += dout * (holder == np.arange(dout.shape[1]))"),
        Bug("scale", ADD, "np.subtract.at(dx, (rows, holder), dout)"),
        Bug("axis", ADD, "np.add.at(dx, (rows[::-1], holder), dout)"),
        Bug("shape-conditional", ADD, "np.add.at(dx, (rows, np.minimum(holder, 3)), dout)"),
        Bug("localised", ADD, "np.add.at(dx, (rows, holder), dout); dx[:, -1] = 0"),
        Bug("small", ADD, "np.add.at(dx, (rows, holder), dout); dx *= 1 - 1e-4"),
        Bug("ones-cotangent", ADD, "np.add.at(dx, (rows, holder), np.sort(dout, axis=1))"),
        Bug("dtype", "dx = np.zeros_like(dout)", "dx = np.zeros(dout.shape, np.float32)"),
    ),
    tags=("cached",),
)
