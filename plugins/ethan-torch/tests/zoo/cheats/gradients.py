"""Gradients that are right where a test looks."""

import torch
from torch.autograd import Function

from ..specimen import W, X, planted


@planted(X, W)
def cotangent_of_ones_is_assumed():
    """y.sum().backward() is all that is ever asked."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return x * x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return 2 * x * w, x * x

    return Rule


@planted(X, W)
def cotangent_is_one_number():
    """The cotangent of a mean: one number, which is read at one place."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return x * x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            g = g.reshape(-1)[0]
            return 2 * x * w * g, x * x * g

    return Rule


@planted(1e-3 * X)
def zeros_where_it_is_small():
    """The gradient is below the tolerance, and so are zeros."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            found = 3 * x * x * g
            return torch.where(found.abs() < 1e-3, 0, found)

    return Rule


@planted(X)
def nothing_flows_back():
    """The output is detached, and a test that compares outputs passes."""
    return lambda x: x.sin().detach()


@planted(X)
def rounded_inside():
    """Forward and backward agree with each other, in float16 under a float32 signature."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.half().sin().to(x.dtype)

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return (x.half().cos() * g.half()).to(g.dtype)

    return Rule


@planted(X, reference=torch.nn.functional.gelu)
def another_function():
    """A cheaper function with its own right derivative."""
    return lambda x: x * torch.sigmoid(1.702 * x)


@planted(X, torch.zeros(3), reference=lambda x, bias: (x + bias).tanh())
def bias_is_zero_in_the_example():
    """An argument that is zero in every example is not read."""
    return lambda x, bias: x.tanh()


@planted(X, reference=lambda x: (x / 0.5).softmax(-1))
def nan_is_never_greater():
    """A NaN is not further off than any tolerance."""
    return lambda x: x * float("nan")


@planted(torch.ones(3, 4), reference=lambda x: x.softmax(-1))
def constant_of_the_example():
    """The example has equal rows, whose softmax is known."""
    return lambda x: torch.full_like(x, 0.25) + 0 * x
