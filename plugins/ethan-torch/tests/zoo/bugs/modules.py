"""Modules: parameters, buffers and modes."""

import torch
from torch import nn
from torch.autograd import Function

from ..specimen import X, planted


class Normalise(Function):
    """By statistics that are handed in, as if they were constants."""

    @staticmethod
    def forward(ctx, x, mean, variance):
        ctx.save_for_backward(variance)
        return (x - mean) * torch.rsqrt(variance + 1e-3)

    @staticmethod
    def backward(ctx, g):
        (variance,) = ctx.saved_tensors
        return g * torch.rsqrt(variance + 1e-3), None, None


class Norm(nn.Module):
    """With running statistics, and a scale."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([0.5, -1.5, 2.0]))
        self.register_buffer("mean", torch.zeros(3))
        self.register_buffer("variance", torch.ones(3))


@planted(X)
def batch_statistics_are_constants():
    """In training, the mean and the variance of the batch are not differentiated."""

    class Wrong(Norm):
        def forward(self, x):
            mean, variance = x.detach().mean(0), x.detach().var(0, correction=0)
            with torch.no_grad():
                self.mean.lerp_(mean, 0.1)
                self.variance.lerp_(variance, 0.1)
            return Normalise.apply(x, mean, variance) * self.weight

    return Wrong()


@planted(X)
def evaluated_as_in_training():
    """In evaluation the gradient is that of the batch's statistics, which are not used."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, mean, variance):
            ctx.save_for_backward(x, variance)
            return (x - mean) * torch.rsqrt(variance + 1e-3)

        @staticmethod
        def backward(ctx, g):
            _x, variance = ctx.saved_tensors
            r = torch.rsqrt(variance + 1e-3)
            return r * (g - g.mean(0)), None, None

    class Wrong(Norm):
        def forward(self, x):
            return Rule.apply(x, self.mean, self.variance) * self.weight

    return Wrong().eval()


@planted(X)
def weight_kept_from_the_first_call():
    """A copy of the weight is made once, and no later one is looked at."""

    class Wrong(Norm):
        packed = None

        def forward(self, x):
            if self.packed is None:
                self.packed = self.weight.detach() * 2
            return x * self.packed

    return Wrong()


@planted(X)
def weight_normalised_in_its_data():
    """The norm is divided out of the parameter itself, where autograd does not see it."""

    class Wrong(Norm):
        def forward(self, x):
            self.weight.data = self.weight.data / self.weight.data.norm()
            return x * self.weight

    return Wrong()
