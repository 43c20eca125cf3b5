"""Values gathered along an axis, and values added at indices along an axis."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class Gather:
    """torch.gather: the index has as many axes as x and may repeat."""

    def __init__(self, axis):
        self.axis = axis

    def forward(self, x, index):
        self._x_shape = x.shape
        self._index = index
        return np.take_along_axis(x, index, axis=self.axis)

    def backward(self, grad):
        dx = np.zeros(self._x_shape, grad.dtype)
        where = list(np.indices(self._index.shape, sparse=True))
        where[self.axis] = self._index
        np.add.at(dx, tuple(where), grad)
        return dx


class ScatterAdd:
    """out = base; out[index[i]] += alpha * src[i], along the first axis, with a learned alpha a column."""

    def forward(self, base, src, alpha, index):
        out = base.copy()
        for i, row in enumerate(index):
            out[row] += alpha * src[i]
        return out, (src, alpha, index)

    def backward(self, dout, cache):
        src, alpha, index = cache
        dbase = dout.copy()
        picked = dout[index]
        dsrc = alpha * picked
        dalpha = np.einsum("ik,ik->k", picked, src)
        return dbase, dsrc, dalpha, None


def draw_gather(cls, rng):
    axis = int(rng.integers(3))
    shape = rng.integers(1, [4, 5, 4])
    rows = shape.copy()
    rows[axis] = rng.integers(1, 7)
    return Case(cls(axis), (rng.standard_normal(shape), rng.integers(0, shape[axis], rows)))


def natural_gather(cls):
    x = np.random.default_rng(0).standard_normal((2, 3, 2))
    return Case(cls(1), (x, np.array([[[0, 1], [2, 2]], [[1, 1], [1, 0]]])))


def draw_scatter(cls, rng):
    rows, width, items = (int(k) for k in rng.integers(1, [6, 4, 8]))
    base, src = rng.standard_normal((rows, width)), rng.standard_normal((items, width))
    return Case(cls(), (base, src, rng.standard_normal(width), rng.integers(0, rows, items)))


def natural_scatter(cls):
    rng = np.random.default_rng(0)
    base, src = rng.standard_normal((4, 3)), rng.standard_normal((5, 3))
    return Case(cls(), (base, src, np.array([0.5, -1.0, 2.0]), np.array([0, 2, 2, 3, 0])))


def scatter_gradients(layer, returned):
    dbase, dsrc, dalpha, _ = returned
    return {"x": dbase, "x1": dsrc, "x2": dalpha}


SPECIMENS = (
    ModernSpecimen(
        name="gather_axis",
        cls=Gather,
        draw=draw_gather,
        natural=natural_gather,
        style="forward(x, index), backward(grad), private attributes",
        bugs=(
            Bug(
                "accumulation",
                "np.add.at(dx, tuple(where), grad)",
                "dx[tuple(where)] = grad",
                "ids that repeat",
            ),
            Bug("accumulation", "np.add.at(dx, tuple(where), grad)", "dx[tuple(where)] += grad", "the same"),
            Bug(
                "state",
                "dx = np.zeros(self._x_shape, grad.dtype)",
                "dx = self._dx = self._dx if hasattr(self, '_dx') else np.zeros(self._x_shape, grad.dtype)",
                "a buffer that is never cleared",
            ),
            Bug(
                "shape-conditional",
                "where[self.axis] = self._index",
                "where[self.axis] = self._index if self._index.shape[0] == 1 else self._index[:1]",
                "the index of the first row for all rows",
            ),
            Bug(
                "ones-cotangent",
                "np.add.at(dx, tuple(where), grad)",
                "np.add.at(dx, tuple(where), np.flip(grad, self.axis) if grad.shape[0] > 2 else grad)",
            ),
            Bug(
                "dtype",
                "dx = np.zeros(self._x_shape, grad.dtype)",
                "dx = np.zeros(self._x_shape, np.float32)",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
    ModernSpecimen(
        name="scatter_add",
        cls=ScatterAdd,
        draw=draw_scatter,
        natural=natural_scatter,
        style="out, cache = forward(base, src, alpha, index), backward(dout, cache), None for the index",
        bugs=(
            Bug(
                "missing-term",
                "dbase = dout.copy()",
                "dbase = dout.copy(); dbase[index] = 0",
                "as if set",
            ),
            Bug("missing-term", "dsrc = alpha * picked", "dsrc = picked"),
            Bug(
                "axis",
                "picked = dout[index]",
                "picked = np.resize(dout, src.shape)",
                "as if index counted up",
            ),
            Bug(
                "accumulation",
                'dalpha = np.einsum("ik,ik->k", picked, src)',
                'dalpha = np.einsum("ik,ik->k", dout[np.unique(index)], src[np.unique(index, True)[1]])',
                "one item for each row",
            ),
            Bug("state", "out = base.copy()", "out = base", "adds into its input"),
            Bug(
                "localised",
                "dsrc = alpha * picked",
                "dsrc = alpha * picked; dsrc[index == len(dout) - 1] = 0",
            ),
        ),
        gradients=scatter_gradients,
    ),
)
