"""Rules (`autograd.Function`) that are right, one for each way of writing them; the planted mistakes begin
here."""

import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable

X = torch.tensor([[0.6, -1.1, 1.7], [0.3, 0.9, -0.4], [-1.3, 0.8, 1.2], [2.1, -0.7, 0.5]])
W = torch.tensor([[1.4, 0.2, -0.9], [-0.5, 1.1, 0.7], [0.8, -1.6, 0.4], [0.9, 1.3, -0.2]])


class Square(Function):
    """x^2 w, from saved inputs."""

    @staticmethod
    def forward(ctx, x, w):
        ctx.save_for_backward(x, w)
        return x * x * w

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return 2 * x * w * g, x * x * g


class Wanted(Square):
    """The same, which works out what is wanted alone."""

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        of_x = 2 * x * w * g if ctx.needs_input_grad[0] else None
        of_w = x * x * g if ctx.needs_input_grad[1] else None
        return of_x, of_w


class Tanh(Function):
    """From its output, with a context that is set up apart from forward."""

    @staticmethod
    def forward(x):
        return torch.tanh(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(output)

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * (1 - y * y)


class Linear(Function):
    """x W^T + b, with a bias that may be missing."""

    @staticmethod
    def forward(ctx, x, weight, bias=None):
        ctx.save_for_backward(x, weight)
        ctx.has_bias = bias is not None
        y = x @ weight.T
        return y if bias is None else y + bias

    @staticmethod
    def backward(ctx, g):
        x, weight = ctx.saved_tensors
        return g @ weight, g.T @ x, g.sum(0) if ctx.has_bias else None


class Scaled(Function):
    """Multiplies in place, and says so; the factor is no tensor."""

    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        ctx.mark_dirty(x)
        return x.mul_(factor)

    @staticmethod
    def backward(ctx, g):
        return g * ctx.factor, None


class SinCos(Function):
    """Two outputs, either of which may go unused."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sin(x), torch.cos(x)

    @staticmethod
    def backward(ctx, of_sin, of_cos):
        (x,) = ctx.saved_tensors
        return of_sin * torch.cos(x) - of_cos * torch.sin(x)


class Unmaterialised(SinCos):
    """The same, which is told of unused outputs by None."""

    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return SinCos.forward(ctx, x)

    @staticmethod
    def backward(ctx, of_sin, of_cos):
        (x,) = ctx.saved_tensors
        found = torch.zeros_like(x)
        if of_sin is not None:
            found = found + of_sin * torch.cos(x)
        if of_cos is not None:
            found = found - of_cos * torch.sin(x)
        return found


class Once(Function):
    """Keeps an intermediate result, and says that it can be differentiated once."""

    @staticmethod
    def forward(ctx, x):
        ctx.slope = 3 * x * x
        return x**3

    @staticmethod
    @once_differentiable
    def backward(ctx, g):
        return ctx.slope * g


class Largest(Function):
    """Gives positions beside values, which have no derivative."""

    @staticmethod
    def forward(ctx, x):
        values, places = x.max(1)
        ctx.save_for_backward(places)
        ctx.shape = x.shape
        ctx.mark_non_differentiable(places)
        return values, places

    @staticmethod
    def backward(ctx, g, _):
        (places,) = ctx.saved_tensors
        found = torch.zeros(ctx.shape, dtype=g.dtype)
        return found.scatter(1, places[:, None], g[:, None])


RIGHT = {
    Square: (X, W),
    Wanted: (X, W),
    Tanh: (X,),
    Linear: (X, W, torch.tensor([0.5, -1.0, 2.0, 0.1])),
    Scaled: (X, 1.5),
    SinCos: (X,),
    Unmaterialised: (X,),
    Once: (X,),
    Largest: (X,),
}
"""Each rule with inputs for it, in float32 as people have them."""
