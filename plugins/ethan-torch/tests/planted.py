"""Rules and modules with one mistake each, written before the checks, and what the message about each must
say."""

import numpy as np
import torch
from rules import Linear, Scaled, SinCos, Square, Tanh, Unmaterialised, W, X
from torch import nn
from torch.autograd import Function

PLANTED = {}


def planted(*inputs, says):
    """Enter a mistake, with inputs on which it is to be seen and what is to be said of it."""

    def enter(thing):
        PLANTED[thing.__name__] = (thing, inputs, says)
        return thing

    return enter


# In the formula


@planted(X, W, says="dL_dx is 1/2 of the derivative")
class Half(Square):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return x * w * g, x * x * g


@planted(X, W, says="dL_dw is 1.001 times the derivative")
class Slightly(Square):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return 2 * x * w * g, 1.001 * (x * x * g)


@planted(X, W, says="dL_dx differs from the derivative in 1 of")
class OneEntry(Square):
    """A relative error of 1e-4 in one entry: less than torch's gradcheck sees."""

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        found = 2 * x * w * g
        found[-1, -1] *= 1.0001
        return found, x * x * g


@planted(X, says="dL_dx differs from the derivative in all")
class MissingTerm(Tanh):
    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * (1 - y)


@planted(X, W, torch.ones(4), says="dL_dbias differs from the derivative")
class WrongAxis(Linear):
    @staticmethod
    def backward(ctx, g):
        x, weight = ctx.saved_tensors
        return g @ weight, g.T @ x, g.sum(1)


@planted(X, W, says="dL_dw is zero, but the output depends on w")
class Forgotten(Square):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return 2 * x * w * g, None


# In which gradients are wanted


@planted(X, W, says="dL_dx is zero where only x requires a gradient")
class SwappedFlags(Square):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        of_x = 2 * x * w * g if ctx.needs_input_grad[1] else None
        of_w = x * x * g if ctx.needs_input_grad[0] else None
        return of_x, of_w


@planted(X, W, says="where only w requires a gradient")
class OnlyTogether(Square):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        if ctx.needs_input_grad[0]:
            of_x = 2 * x * w * g
        return of_x, x * x * g


# In the cotangent


@planted(X, W, says="view size is not compatible")
class Viewed(Square):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        g = g.view(-1).view(x.shape)
        return 2 * x * w * g, x * x * g


@planted(X, W, says="for a cotangent that is part of a larger one")
class Walked(Square):
    """Reads memory as a kernel does that takes its pointer and its size."""

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        g = torch.as_strided(g, x.shape, torch.empty(x.shape).stride())
        return 2 * x * w * g, x * x * g


@planted(X, W, says="backward writes into the cotangent of output 0")
class Overwritten(Square):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        of_w = x * x * g
        return g.mul_(2 * x * w), of_w


@planted(X, says="dL_dx is not 0 for a cotangent of 0")
class Ones(Tanh):
    """Takes every cotangent for ones."""

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return 1 - y * y


@planted(X, says="where nobody uses output")
class AlwaysBoth(Unmaterialised):
    @staticmethod
    def backward(ctx, of_sin, of_cos):
        (x,) = ctx.saved_tensors
        return of_sin * torch.cos(x) - of_cos * torch.sin(x)


# In what is kept


@planted(X, W, says="backward writes into x, which it was given to read")
class SavedOverwritten(Square):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        of_w = x * x * g
        return x.data.mul_(2).mul_(w).mul_(g), of_w


@planted(X, 1.5, says="forward writes into x, and autograd does not know")
class NotMarked(Scaled):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x.mul_(factor).clone()


@planted(X, says="when backward runs again on the same graph")
class UsedUp(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.slope = 3 * x.detach() * x.detach()
        return x**3

    @staticmethod
    def backward(ctx, g):
        return ctx.slope.mul_(g).clone()


# In the second derivative


@planted(X, says="the second derivative by x is zero, but the gradient depends on x")
class SlopeKept(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.slope = 3 * x * x
        return x**3

    @staticmethod
    def backward(ctx, g):
        return ctx.slope * g


@planted(X, W, says="the second derivative by")
class ThroughNumpy(Square):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        of_x = torch.from_numpy(np.array(2 * x.detach().numpy() * w.detach().numpy()))
        return of_x * g, x * x * g


# In the precision


@planted(X, says="dL_dx differs from the derivative")
class SingleInside(Tanh):
    """Rounds its gradient to float32, whatever comes in."""

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return (g * (1 - y * y)).float().to(g.dtype)


@planted(X, W, says="dL_dx in float32 differs from dL_dx in float64")
class WrongInSingle(Square):
    """Another branch, for float32 alone, loses the factor."""

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return (2 if g.dtype == torch.float64 else 1) * x * w * g, x * x * g


# In modules


class Weighted(nn.Module):
    """Has a weight and a buffer."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([0.5, -1.5, 2.0]))
        self.register_buffer("seen", torch.zeros(()))


@planted(X, says="dL_dweight is zero, but the output depends on weight")
class DetachedWeight(Weighted):
    def forward(self, x):
        return x * self.weight.detach()


@planted(X, says="forward keeps it from call to call")
class Counts(Weighted):
    """A buffer that is not put back: each call gives another output."""

    def forward(self, x):
        self.seen += 1
        return x * self.weight * self.seen


@planted(X, says="forward keeps it from call to call")
class CountsInPython(Weighted):
    """The same with a number that is no buffer."""

    calls = 0

    def forward(self, x):
        self.calls += 1
        return x * self.weight * self.calls


@planted(X, says="dL_dweight is 1/2 of the derivative")
class WrongInside(Weighted):
    def forward(self, x):
        return Half.apply(self.weight.expand_as(x), x)


class BatchSize(Function):
    @staticmethod
    def forward(ctx, x, weight):
        ctx.save_for_backward(x, weight)
        return x * weight

    @staticmethod
    def backward(ctx, g):
        x, weight = ctx.saved_tensors
        return g * weight, (g * x).mean(0)


@planted(X, says="dL_dweight is 1/2 of the derivative, in every entry (batch size 2)")
class MeanOverBatch(Weighted):
    def forward(self, x):
        return BatchSize.apply(x, self.weight)


@planted(X, says="dL_dx is 1/2 of the derivative")
class OnlyInTraining(Weighted):
    def forward(self, x):
        return Half.apply(x, self.weight.expand_as(x)) if self.training else x * x * self.weight


@planted({"left": X, "right": (W,)}, says="dL_dinputs.right.0")
def nested(inputs):
    return Slightly.apply(inputs["left"], inputs["right"][0])


@planted(X, says="dL_dx differs from the derivative in all")
class SignOfCos(SinCos):
    @staticmethod
    def backward(ctx, of_sin, of_cos):
        (x,) = ctx.saved_tensors
        return of_sin * torch.cos(x) + of_cos * torch.sin(x)
