"""What is kept from forward to backward."""

import torch
from torch.autograd import Function
from torch.utils.checkpoint import checkpoint

from ..specimen import W, X, planted


@planted(X, W)
def saved_tensor_overwritten():
    """Backward uses what it saved as its workspace."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            y = (x * w).tanh()
            ctx.save_for_backward(x, w)
            ctx.slope = 1 - y * y
            return y

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            slope = ctx.slope.mul_(g)
            return slope * w, slope * x

    return Rule


@planted(X)
def kept_on_the_class():
    """The latest forward is remembered, whichever backward comes."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            Rule.x = x.detach()
            return x**3

        @staticmethod
        def backward(ctx, g):
            return 3 * g * Rule.x**2

    return Rule


@planted(X)
def input_overwritten():
    """Forward works in its input and does not say so."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            x.clamp_(-1, 1)
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return 2 * x * g * (x.abs() < 1)

    return Rule


@planted(X)
def recomputed_with_other_numbers():
    """A checkpoint that does not keep the generator: the mask of backward is another than forward's."""

    def part(x):
        return x * (torch.rand_like(x) > 0.5)

    def checkpointed(x):
        return checkpoint(part, x * 1, use_reentrant=False, preserve_rng_state=False)

    return checkpointed
