"""Convolutions and transposed convolutions, channels last."""

from functools import partial

from numpy_ml.neural_nets.layers import Conv1D, Conv2D, Deconv2D

from ethan_core import register
from registrations.preparing import contract, prepared


def convolution(cls, kernel, options):
    return prepared(cls(3, kernel, **options), in_ch=2)


def declare(cls, name, kernel, shapes, **options):
    """Register a convolution from 2 channels to 3."""
    register(
        f"{cls.__name__.lower()}-{name}.v1",
        partial(convolution, cls, kernel, options),
        contract=contract(shapes, rows_independent=True),
    )


declare(Conv1D, "plain", 3, "N L 2 -> N L-2 3")
declare(Conv1D, "padded", 3, "N L 2 -> N L+2 3", pad=2)
declare(Conv1D, "same", 4, "N L 2 -> N L 3", pad="same")
declare(Conv1D, "causal", 3, "N L 2 -> N L 3", pad="causal")
declare(Conv1D, "causal-dilated", 3, "N L 2 -> N L 3", pad="causal", dilation=2)
declare(Conv1D, "stride2", 3, "N L 2 -> N (L-3)//2+1 3", stride=2)
declare(Conv1D, "dilated-relu", 3, "N L 2 -> N L-4 3", dilation=1, act_fn="ReLU")

declare(Conv2D, "plain", (2, 3), "N H W 2 -> N H-1 W-2 3")
declare(Conv2D, "pointwise", (1, 1), "N H W 2 -> N H W 3")
declare(Conv2D, "padded", (2, 3), "N H W 2 -> N H+1 W 3", pad=1)
declare(Conv2D, "padded-by-axis", (2, 3), "N H W 2 -> N H+1 W+2 3", pad=(1, 2))
declare(Conv2D, "padded-by-side", (2, 3), "N H W 2 -> N H+2 W+1 3", pad=(1, 2, 3, 0))
declare(Conv2D, "same", (2, 3), "N H W 2 -> N H W 3", pad="same")
declare(Conv2D, "stride2", (2, 3), "N H W 2 -> N (H-2)//2+1 (W-3)//2+1 3", stride=2)
declare(Conv2D, "dilated", (2, 3), "N H W 2 -> N H-2 W-4 3", dilation=1)
declare(
    Conv2D, "padded-stride3-tanh", (3, 2), "N H W 2 -> N (H-1)//3+1 W//3+1 3", pad=1, stride=3, act_fn="Tanh"
)

declare(Deconv2D, "plain", (2, 3), "N H W 2 -> N H+1 W+2 3")
declare(Deconv2D, "padded", (2, 3), "N H W 2 -> N H-1 W 3", pad=1)
declare(Deconv2D, "stride2", (2, 3), "N H W 2 -> N 2*H 2*W+1 3", stride=2)
declare(Deconv2D, "stride2-padded", (3, 3), "N H W 2 -> N 2*H-1 2*W-1 3", stride=2, pad=1)
declare(Deconv2D, "tanh", (2, 3), "N H W 2 -> N H+1 W+2 3", act_fn="Tanh")
