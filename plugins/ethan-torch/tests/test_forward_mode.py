"""jvp and vmap, where there are any, are those of the function whose backward it is."""

import ethan_torch
import pytest
import torch
from rules import Square, Tanh, X
from torch import nn

ASKED = {"shrink": False, "checks": ["torch-forward-mode", "torch-vmap"]}


class Both(Tanh):
    """With a jvp and a vmap."""

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(output)
        ctx.save_for_forward(output)

    @staticmethod
    def jvp(ctx, tangent):
        (y,) = ctx.saved_tensors
        return tangent * (1 - y * y)

    @staticmethod
    def vmap(info, in_dims, x):
        return torch.tanh(x), in_dims[0]


def test_a_right_one_passes_both():
    report = ethan_torch.check(Both, X, **ASKED)
    assert (report.verdict, dict(report.not_applicable)) == ("pass", {})


@pytest.mark.parametrize("thing", [torch.sin, nn.Linear(3, 2), nn.LayerNorm(3), torch.cumsum])
def test_those_of_torch_pass(thing):
    inputs = (X, 1) if thing is torch.cumsum else (X,)
    report = ethan_torch.check(thing, *inputs, **ASKED)
    assert "torch-vmap" in report.not_applicable
    assert report.verdict == "pass", str(report)


def test_who_has_none_is_asked_nothing():
    report = ethan_torch.check(Square, X, X, checks=["torch-forward-mode"])
    assert "it has no forward mode" in report.not_applicable["torch-forward-mode"]


def test_a_vmap_that_raises_is_told():
    class Raises(Both):
        @staticmethod
        def vmap(info, in_dims, x):
            raise ValueError("later")

    text = str(ethan_torch.check(Raises, X, checks=["torch-vmap"]))
    assert "vmap raises ValueError: later, for a batch at axis 0" in text
