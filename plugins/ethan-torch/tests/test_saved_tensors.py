"""What forward was given and what it kept stays as it is, and backward may run again."""

import ethan_torch
import torch
from rules import Scaled, Square, W, X
from torch import nn

ASKED = {"checks": ["torch-saved-tensors"], "shrink": False}


def test_writing_that_autograd_knows_of_is_allowed():
    assert ethan_torch.check(Scaled, X, 2.0, **ASKED).verdict == "pass"
    assert ethan_torch.check(lambda x: (x * 1).relu_(), X, **ASKED).verdict == "pass"
    assert ethan_torch.check(torch.relu_, X, **ASKED).verdict == "pass"


def test_writing_behind_its_back_is_named():
    def forward(x):
        y = x * x
        x.data.mul_(2)
        return y

    assert "forward writes into x, and autograd does not know" in str(ethan_torch.check(forward, X, **ASKED))


def test_a_backward_that_writes_into_a_parameter_is_named():
    class Writes(Square):
        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            found = 2 * x * w * g, x * x * g
            w.data.zero_()
            return found

    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(W.clone())

        def forward(self, x):
            return Writes.apply(x, self.w)

    assert "backward writes into w, which it was given to read" in str(
        ethan_torch.check(Module(), X, **ASKED)
    )


def test_a_backward_that_raises_the_second_time_is_named():
    class Frees(Square):
        @staticmethod
        def forward(ctx, x, w):
            ctx.kept = [x.detach(), w.detach()]
            return x * x * w

        @staticmethod
        def backward(ctx, g):
            w, x = ctx.kept.pop(), ctx.kept.pop()
            return 2 * x * w * g, x * x * g

    text = str(ethan_torch.check(Frees, X, W, **ASKED))
    assert "backward raised IndexError: pop from empty list" in text
    assert "when it runs again on the same graph" in text


def test_not_a_number_is_the_same_as_itself():
    x = X.clone()
    x[0, 0] = float("nan")
    assert ethan_torch.check(torch.tanh, x, **ASKED).verdict == "pass"
