"""Outputs are tensors whose numbers are there, and which nobody else writes into."""

import ethan_torch
import torch
from rules import X

ASKED = {"checks": ["torch-outputs"], "shrink": False}


class Named(torch.Tensor):
    """A tensor with a name."""


def test_a_class_of_the_inputs_may_come_back():
    assert ethan_torch.check(lambda x: x.sin(), X.as_subclass(Named), **ASKED).verdict == "pass"


def test_a_class_of_its_own_is_told():
    text = str(ethan_torch.check(lambda x: x.sin().as_subclass(Named), X, **ASKED))
    assert "Y is a test_outputs.Named, whose numbers may be worked out when somebody looks" in text


def test_a_buffer_that_is_shared_with_later_calls_is_told():
    buffer = torch.empty(4, 3, dtype=torch.float64)

    class Shared(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return torch.mul(x, 2, out=buffer) if x.shape == buffer.shape else 2 * x

        @staticmethod
        def backward(ctx, g):
            return 2 * g

    text = str(ethan_torch.check(Shared, X, **ASKED))
    assert "after it has been returned: it is filled later, or shared with later calls" in text
