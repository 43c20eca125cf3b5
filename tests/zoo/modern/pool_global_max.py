"""The largest value of each channel, over all positions."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class GlobalMaxPool:
    def forward(self, x):
        batch, channels = x.shape[:2]
        flat = x.reshape(batch, channels, -1)
        where = flat.argmax(axis=-1)
        self.mask = np.arange(flat.shape[-1]) == where[..., None]
        self.shape = x.shape
        return flat.max(axis=-1)

    def backward(self, grad_output):
        grad = self.mask * grad_output[..., None]
        return grad.reshape(self.shape)


def draw(cls, rng):
    return Case(cls(), (rng.standard_normal(rng.integers(1, [5, 4, 6, 5])),))


MASK = "self.mask = np.arange(flat.shape[-1]) == where[..., None]"
GRAD = "grad = self.mask * grad_output[..., None]"
SPECIMENS = (
    ModernSpecimen(
        name="global_max_pool",
        cls=GlobalMaxPool,
        draw=draw,
        natural=lambda cls: Case(cls(), (np.random.default_rng(2).standard_normal((2, 3, 4, 4)),)),
        style="forward(x), backward(grad_output)",
        bugs=(
            Bug(
                "scale", GRAD, "grad = self.mask * grad_output[..., None] / self.mask.shape[-1]", "the mean's"
            ),
            Bug("axis", "return grad.reshape(self.shape)", 'return grad.reshape(self.shape, order="F")'),
            Bug(
                "ones-cotangent", GRAD, "grad = self.mask * grad_output[:, ::-1, None]", "channels in reverse"
            ),
            Bug(
                "shape-conditional",
                MASK,
                "self.mask = np.arange(flat.shape[-1]) == where[:1, :, None]",
                "the positions of the first example",
            ),
            Bug(
                "value-conditional",
                "where = flat.argmax(axis=-1)",
                "where = np.abs(flat).argmax(axis=-1)",
                "wrong where a negative value is the longest",
            ),
            Bug(
                "value-conditional",
                MASK,
                "self.mask = flat == flat.max(axis=-1, keepdims=True)",
                "special case: all that tie for the largest get the whole gradient",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
)
