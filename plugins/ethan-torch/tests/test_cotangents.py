"""A gradient depends on the numbers of its cotangent alone, in every layout that autograd hands over."""

import ethan_torch
import pytest
import torch
from ethan_torch.checks.layouts import LAYOUTS
from rules import SinCos, Square, Tanh, W, X
from torch.autograd import Function

ASKED = {"checks": ["torch-cotangents"], "shrink": False}
SHAPES = [(), (3,), (1,), (4, 3), (2, 2, 3, 3), (0, 3)]


@pytest.mark.parametrize("words", LAYOUTS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_layout_keeps_shape_and_numbers(words, shape):
    u = torch.randn(shape)
    found = LAYOUTS[words](u)
    assert found.shape == u.shape
    if "expanded" not in words:
        assert torch.equal(found, u)


def test_the_layouts_are_what_autograd_hands_over():
    seen = []

    class Look(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            seen.append((g.stride(), g.storage_offset()))
            return g

    x = X.clone().requires_grad_()
    Look.apply(x).sum().backward()
    torch.cat([x, Look.apply(x)], -1).mul(W.repeat(1, 2)).sum().backward()
    given = [LAYOUTS[words](torch.ones(4, 3)) for words in LAYOUTS]
    strides = [(u.stride(), u.storage_offset()) for u in given]
    assert (0, 0) in [stride for stride, _ in seen]
    assert {stride for stride, _ in seen} <= {stride for stride, _ in strides}


class OnesAreSpecial(Tanh):
    """Takes a cotangent that is expanded for ones."""

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return (1 if 0 in g.stride() else g) * (1 - y * y)


class FirstNumber(Square):
    """Reads one number of a cotangent whose rows are expanded."""

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        g = g if g.stride(0) else g[:1, :1]
        return 2 * x * w * g, x * x * g


@pytest.mark.parametrize(
    ("rule", "inputs", "words"),
    [
        (OnesAreSpecial, (X,), "expanded from one number"),
        (FirstNumber, (X, W), "expanded from one row"),
    ],
)
def test_what_is_wrong_in_one_layout_is_named_with_it(rule, inputs, words):
    text = str(ethan_torch.check(rule, *inputs, **ASKED))
    assert f"for a cotangent that is {words}" in text


def test_an_output_that_nobody_uses_counts_as_zero():
    class Counts(SinCos):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return SinCos.forward(ctx, x)

        @staticmethod
        def backward(ctx, of_sin, of_cos):
            (x,) = ctx.saved_tensors
            of_sin = torch.ones_like(x) if of_sin is None else of_sin
            of_cos = torch.zeros_like(x) if of_cos is None else of_cos
            return of_sin * torch.cos(x) - of_cos * torch.sin(x)

    text = str(ethan_torch.check(Counts, X, **ASKED))
    assert "where nobody uses output 0" in text
