"""The mean over all of space."""

import numpy as np

from ethan_core import Contract

from ..specimen import Bug, Specimen


class GlobalPool:
    def forward(self, x):
        return x.mean(axis=(2, 3)), x.shape

    def backward(self, dout, cache):
        area = cache[2] * cache[3]
        share = dout[:, :, None, None] / area
        dx = np.broadcast_to(share, cache).copy()
        return (dx,)


SHARE = "share = dout[:, :, None, None] / area"
DX = "dx = np.broadcast_to(share, cache).copy()"

SPECIMEN = Specimen(
    name="global_pool",
    cls=GlobalPool,
    contract=Contract(shapes="N C H W -> N C", inputs=("x",), rows_independent=True),
    cases=({},),
    bugs=(
        Bug("scale", "area = cache[2] * cache[3]", "area = cache[0] * cache[2] * cache[3]", "N*H*W for H*W"),
        Bug("scale", "area = cache[2] * cache[3]", "area = cache[2] * cache[3] - 1 or 1"),
        Bug("axis", "area = cache[2] * cache[3]", "area = cache[1] * cache[2]", "the wrong axes"),
        Bug("axis", SHARE, "share = (dout.T.reshape(dout.shape))[:, :, None, None] / area"),
        Bug(
            "shape-conditional",
            "area = cache[2] * cache[3]",
            "area = cache[2] * cache[2]",
            "right for squares",
        ),
        Bug("localised", DX, "dx = np.broadcast_to(share, cache).copy(); dx[:, :, 0, 0] += dx[:, :, -1, -1]"),
        Bug("small", "area = cache[2] * cache[3]", "area = cache[2] * cache[3] * (1 + 1e-6)"),
        Bug("ones-cotangent", SHARE, "share = dout.mean(axis=0)[None, :, None, None] / area"),
        Bug("dtype", SHARE, "share = dout[:, :, None, None] * np.divide(1, area)", "float64 for float32"),
        Bug(
            "state",
            DX,
            "dx = self.__dict__.setdefault(f'{cache}', np.empty(cache, dout.dtype)); dx[:] = share",
        ),
    ),
    tags=("cached",),
)
