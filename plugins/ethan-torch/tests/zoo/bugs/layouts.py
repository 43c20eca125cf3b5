"""Strides, offsets and memory formats: right for a contiguous tensor, wrong for the one that comes."""

import torch
from torch.autograd import Function

from ..specimen import W, X, planted

IMAGE = torch.linspace(-2, 3, 2 * 3 * 4 * 5).sin().reshape(2, 3, 4, 5)


def flat(tensor):
    """The memory of a tensor from its first entry on, as a kernel sees it that is handed a pointer."""
    return torch.as_strided(tensor, (tensor.numel(),), (1,))


@planted(X, W)
def input_walked_in_memory():
    """Forward is right for any layout of x; backward reads x as if it were contiguous."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return x * x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return 2 * flat(x).view(x.shape) * w * g, x * x * g

    return Rule


@planted(IMAGE)
def gradient_in_channels_last_is_filled_in_order():
    """empty_like keeps channels_last, and the gradient is written as if it did not."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.sin()

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            found = torch.empty_like(x)
            flat(found).copy_((x.cos() * g).reshape(-1))
            return found

    return Rule


@planted(X)
def storage_offset_forgotten():
    """The cotangent is read from the beginning of its storage, which torch.cat's backward shares."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.sin()

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            g = torch.as_strided(g, g.shape, g.stride(), 0)
            return x.cos() * g

    return Rule


@planted(X)
def transposed_weight_is_not_packed():
    """A linear map whose backward takes the transpose of its input for its memory order."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.T @ x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            g = flat(g).view(g.shape)
            return x @ (g + g.T)

    return Rule


@planted(X, W)
def expanded_cotangent_is_written_into():
    """Multiplies the cotangent in place, which raises for y.sum() and spoils its other readers."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            of_w = g * x
            return g.mul_(w), of_w

    return Rule


@planted(X)
def one_number_stands_for_all():
    """A cotangent with a stride of 0 is taken for one number, also where one axis alone is expanded."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            if 0 in g.stride():
                g = g.reshape(-1)[0]
            return 3 * x * x * g

    return Rule
