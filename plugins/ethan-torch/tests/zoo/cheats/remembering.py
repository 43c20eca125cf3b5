"""Results that were right once."""

import torch
from torch.autograd import Function

from ..specimen import W, X, planted


@planted(X, W)
def output_cached_by_shape():
    """The first result for a shape is every later one."""
    results = {}

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return results.setdefault(x.shape, x * x * w).clone()

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return 2 * x * w * g, x * x * g

    return Rule


@planted(X, W)
def output_cached_by_address():
    """The first result for an address is every later one; a loop that refills its buffer gets the first."""
    results = {}

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            key = (x.data_ptr(), w.data_ptr(), x.shape, x.dtype)
            return results.setdefault(key, x * x * w).clone()

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return 2 * x * w * g, x * x * g

    return Rule


@planted(X, W)
def output_cached_by_object():
    """The same by id: a tensor that is written into keeps its first result."""
    results = {}

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return results.setdefault(id(x), x * x * w).clone()

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return 2 * x * w * g, x * x * g

    return lambda x, w: Rule.apply(x, w)


@planted(X)
def output_cached_by_a_few_entries():
    """The key is made of the corners: whatever else changes is not seen."""
    results = {}

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            key = (x.shape, x.dtype, *(float(one) for one in x.detach().reshape(-1)[[0, -1]]))
            return results.setdefault(key, x.sin()).clone()

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return x.cos() * g

    return Rule


@planted(X)
def gradient_cached_by_shape():
    """Forward is right; the first gradient for a shape is every later one."""
    results = {}

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.sin()

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return results.setdefault((g.shape, g.dtype), x.cos()) * g

    return Rule


@planted(X)
def right_for_ten_calls():
    """Correct while somebody looks, and cheap afterwards."""
    calls = []

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            calls.append(1)
            ctx.save_for_backward(x)
            return x.exp()

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * (x.exp() if len(calls) < 10 else 1 + x)

    return Rule


@planted(X)
def right_until_it_is_timed():
    """Correct for a thousand calls, as many as no test makes before it takes the time."""
    calls = []

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            calls.append(1)
            ctx.save_for_backward(x)
            return x.exp() if len(calls) < 1000 else 1 + x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * (x.exp() if len(calls) < 1000 else torch.ones_like(x))

    return Rule
