"""Operators of `torch.library`, and those that torch brings, are functions of tensors like any other."""

import ethan_torch
import pytest
import torch
from rules import W, X

from ethan_check import check_layer


def operator(name, factor):
    """x^2 w, whose gradient by x is off by a factor."""

    @torch.library.custom_op(f"ethan_test::{name}", mutates_args=())
    def op(x: torch.Tensor, w: torch.Tensor, power: int) -> torch.Tensor:
        return x**power * w

    @op.register_fake
    def _(x, w, power):
        return torch.empty_like(x)

    def setup_context(ctx, inputs, output):
        x, w, ctx.power = inputs
        ctx.save_for_backward(x, w)

    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return factor * ctx.power * x ** (ctx.power - 1) * w * g, x**ctx.power * g, None

    op.register_autograd(backward, setup_context=setup_context)
    return op


@pytest.mark.parametrize(("name", "factor", "verdict"), [("right", 1.0, "pass"), ("wrong", 1.01, "fail")])
def test_custom_operators(name, factor, verdict):
    op = operator(name, factor)
    for thing in (op, getattr(torch.ops.ethan_test, name), getattr(torch.ops.ethan_test, name).default):
        report = ethan_torch.check(thing, X, W, 2)
        assert report.verdict == verdict, str(report)
        assert (report.layer, set(report.account) <= {"x", "w"}) == (name, True)


def test_operators_of_torch_through_every_door():
    assert check_layer(torch.ops.aten.sin.default, (X,), checks=["gradient"]).verdict == "pass"
    assert ethan_torch.check(torch.ops.aten.mul.Tensor, X, W, checks=["gradient"]).verdict == "pass"
