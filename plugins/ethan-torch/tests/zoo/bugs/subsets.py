"""Which gradients are wanted, and which outputs are used."""

import torch
from torch.autograd import Function

from ..specimen import W, X, planted


@planted(X, W)
def returns_early():
    """Where x needs no gradient, nobody gets one."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return x * x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            if not ctx.needs_input_grad[0]:
                return None, None
            return 2 * x * w * g, x * x * g

    return Rule


@planted(1.5, X, W)
def flags_are_counted_from_the_tensors():
    """The first argument is a number, and its flag is read for x's."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, factor, x, w):
            ctx.save_for_backward(x, w)
            ctx.factor = factor
            return factor * x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            of_w = ctx.factor * x * g if ctx.needs_input_grad[1] else None
            return None, ctx.factor * w * g, of_w

    return Rule


@planted(X, W)
def saved_for_its_own_gradient_alone():
    """w is saved where w needs a gradient; x's gradient takes ones in its place."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w if ctx.needs_input_grad[1] else None)
            return x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return g * (torch.ones_like(x) if w is None else w), g * x if w is not None else None

    return Rule


@planted(X, W[:2], torch.tensor([0.5, -1.0]))
def bias_with_the_weight_alone():
    """The gradient of the bias is worked out where the weight's is."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, weight, bias):
            ctx.save_for_backward(x, weight)
            return x @ weight.T + bias

        @staticmethod
        def backward(ctx, g):
            x, weight = ctx.saved_tensors
            of_weight = of_bias = None
            if ctx.needs_input_grad[1]:
                of_weight, of_bias = g.T @ x, g.sum(0)
            return g @ weight, of_weight, of_bias

    return Rule


@planted(X)
def undefined_is_taken_for_ones():
    """With set_materialize_grads(False), an output that nobody uses has a cotangent of ones."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            ctx.save_for_backward(x)
            return x.sin(), x.exp()

        @staticmethod
        def backward(ctx, g, h):
            (x,) = ctx.saved_tensors
            g, h = (torch.ones_like(x) if one is None else one for one in (g, h))
            return g * x.cos() + h * x.exp()

    return Rule


@planted(X)
def undefined_drops_the_other():
    """Where one output is not used, nothing flows back from the other."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            ctx.save_for_backward(x)
            return x.sin(), x.exp()

        @staticmethod
        def backward(ctx, g, h):
            (x,) = ctx.saved_tensors
            return None if g is None or h is None else g * x.cos() + h * x.exp()

    return Rule
