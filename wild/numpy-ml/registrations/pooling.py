"""Pooling: maximum and average, with windows that overlap, touch, or leave gaps."""

from functools import partial

from numpy_ml.neural_nets.layers import Pool2D

from ethan_core import register
from registrations.known import everything
from registrations.preparing import contract, prepared

WINDOWS = {
    "overlapping": ("N H W 2 -> N H-1 W-2 2", {"kernel_shape": (2, 3)}),
    "stride2": ("N H W 2 -> N (H-2)//2+1 (W-2)//2+1 2", {"kernel_shape": (2, 2), "stride": 2}),
    "gaps": ("N H W 2 -> N (H-2)//3+1 (W-2)//3+1 2", {"kernel_shape": (2, 2), "stride": 3}),
    "padded": ("N H W 2 -> N H+1 W 2", {"kernel_shape": (2, 3), "pad": 1}),
}


def pooling(mode, options):
    return prepared(Pool2D(mode=mode, **options), in_ch=2, out_ch=2)


for mode in ("max", "average"):
    for name, (shapes, options) in WINDOWS.items():
        looks_into_the_unpadded = mode == "max" and name == "padded"
        register(
            f"pool2d-{mode}-{name}.v1",
            partial(pooling, mode, options),
            contract=contract(shapes, rows_independent=True),
            expected_failures=everything("backward looks for the maximum in X where forward pooled padded X")
            if looks_into_the_unpadded
            else {},
        )
