"""Second derivatives that are wrong or missing without a word."""

import torch
from torch.autograd import Function

from ..specimen import W, X, planted


@planted(X)
def intermediate_saved():
    """What forward computed has no graph: its derivative is lost."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            slope = x.cos()
            ctx.save_for_backward(slope)
            return x.sin()

        @staticmethod
        def backward(ctx, g):
            (slope,) = ctx.saved_tensors
            return g * slope

    return Rule


@planted(X, W)
def backward_without_grad():
    """Backward runs under no_grad, so that its result depends on nothing."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return x * x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            with torch.no_grad():
                return 2 * x * w * g, x * x * g

    return Rule


@planted(X)
def own_double_backward():
    """Backward is a rule of its own, which drops the path through x."""

    class Slope(Function):
        @staticmethod
        def forward(ctx, x, g):
            ctx.save_for_backward(x, g)
            return 3 * x * x * g

        @staticmethod
        def backward(ctx, h):
            x, g = ctx.saved_tensors
            return 6 * g * h, 3 * x * x * h

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return Slope.apply(x, g)

    return Rule
