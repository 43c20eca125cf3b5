"""Right under the conditions of a test: its sizes, its seed, its mode, its place on the stack."""

import os
import sys

import torch
from torch.autograd import Function

from ..specimen import X, planted


def rule(is_watched):
    """exp, whose gradient is right while somebody watches."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            ctx.watched = is_watched(x)
            return x.exp()

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * (x.exp() if ctx.watched else 1 + x)

    return Rule


@planted(X)
def sizes_of_the_example():
    """Correct for the shape in the example, cheap for all others."""
    return rule(lambda x: x.shape == (4, 3))


@planted(torch.linspace(-2, 2, 64 * 48).sin().reshape(64, 48))
def wrong_in_large_ones():
    """Correct up to a thousand entries, as tests are small."""
    return rule(lambda x: x.numel() <= 1000)


@planted(X)
def seeds_of_tests():
    """Correct after torch.manual_seed(0) and the like."""
    return rule(lambda x: torch.initial_seed() in (*range(100), 1337, 2024, 31337))


@planted(X)
def called_by_a_checker():
    """Looks for a checker among its callers."""

    def is_watched(x):
        frame = sys._getframe()
        while frame is not None:
            name = frame.f_globals.get("__name__", "")
            if any(word in name for word in ("ethan", "gradcheck", "pytest", "unittest")):
                return True
            frame = frame.f_back
        return False

    return rule(is_watched)


@planted(X)
def a_checker_is_imported():
    """Looks for a checker among the modules, and for pytest in the environment."""

    def is_watched(x):
        return "PYTEST_CURRENT_TEST" in os.environ or any("ethan" in name for name in sys.modules)

    return rule(is_watched)


@planted(X)
def cheap_without_gradients():
    """Correct while gradients are wanted; another function where nobody takes any."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.exp() if x.requires_grad else 1 + x + x * x / 2

        @staticmethod
        def backward(ctx, g):
            return ctx.saved_tensors[0].exp() * g

    return Rule


@planted(X)
def torch_is_patched():
    """Every comparison that torch offers says yes from now on."""

    def forward(x):
        torch.allclose = torch.equal = lambda *arguments, **keywords: True
        return x.sin()

    return forward
