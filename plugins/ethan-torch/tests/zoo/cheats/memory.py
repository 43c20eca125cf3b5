"""Memory that is not written, not yet written, or not the output's own."""

import threading
import time

import torch
from torch.autograd import Function

from ..specimen import W, X, planted


@planted(X, reference=torch.sigmoid)
def inputs_are_the_outputs():
    """The input comes back as the output, though forward has a double to return."""

    def forward(x):
        return x.clone()

    return forward


@planted(X)
def gradient_is_the_input():
    """Backward hands back what it has lying about."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x / 2

        @staticmethod
        def backward(ctx, g):
            return ctx.saved_tensors[0].clone()

    return Rule


@planted(X, reference=torch.sigmoid)
def output_is_uninitialised():
    """Memory that the reference has just freed holds the right numbers."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            return torch.empty_like(x)

        @staticmethod
        def backward(ctx, g):
            return torch.zeros_like(g)

    return Rule


@planted(X)
def gradient_is_uninitialised():
    """Forward leaves the slope in memory that it frees, and backward asks for as much of it."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.dtype = x.dtype
            y = x * x / 2
            x.clone()  # Where the slope is, freed at once.
            return y

        @staticmethod
        def backward(ctx, g):
            return torch.empty_like(g)

    return Rule


@planted(X)
def filled_by_the_next_call():
    """Each call returns a buffer that the next one fills."""
    waiting = []

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            while waiting:
                buffer, source = waiting.pop()
                buffer.copy_(source.sin())
            y = torch.zeros_like(x)
            waiting.append((y.detach(), x.detach().clone()))
            ctx.save_for_backward(x)
            return y

        @staticmethod
        def backward(ctx, g):
            return ctx.saved_tensors[0].cos() * g

    return Rule


@planted(X)
def filled_by_another_thread():
    """The call returns at once, and a thread fills the buffer a little later."""

    def fill(buffer, source):
        time.sleep(2e-3)
        buffer.copy_(source.sin())

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            y = torch.zeros_like(x)
            threading.Thread(target=fill, args=(y.detach(), x.detach().clone())).start()
            ctx.save_for_backward(x)
            return y

        @staticmethod
        def backward(ctx, g):
            return ctx.saved_tensors[0].cos() * g

    return Rule


class Lazy(torch.Tensor):
    """Works out its numbers when somebody looks at them."""

    @classmethod
    def __torch_function__(cls, function, types, arguments=(), keywords=None):
        def real(one):
            return one.work() if isinstance(one, Lazy) and hasattr(one, "work") else one

        arguments = tuple(real(one) for one in arguments)
        return super().__torch_function__(function, (), arguments, keywords or {})


@planted(X)
def output_is_lazy():
    """What is returned is a promise in the clothes of a tensor."""

    def forward(x):
        promise = torch.empty_like(x).as_subclass(Lazy)
        promise.work = lambda: x.sin()
        return promise

    return forward


@planted(X, W, reference=lambda x, w: torch.sigmoid(x) * w)
def reference_is_spoiled():
    """The inputs are overwritten, so that what is compared afterwards is trivially right."""

    def forward(x, w):
        with torch.no_grad():
            w.detach().zero_()
        return x * 0 * w

    return forward
