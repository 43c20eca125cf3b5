"""Functions that code is judged with are put back, and who replaced them is told."""

import ethan_torch
import torch
from ethan_torch.boundary import boundary
from rules import Tanh, X


def test_the_boundary_puts_them_back():
    before = torch.autograd.grad, torch.Tensor.backward
    with boundary(0) as done:
        torch.autograd.grad = torch.Tensor.backward = None
    assert (torch.autograd.grad, torch.Tensor.backward) == before
    assert done.replaced == ["torch.Tensor.backward", "torch.autograd.grad"]


def test_backward_is_watched_as_well():
    class Patches(Tanh):
        @staticmethod
        def backward(ctx, g):
            torch.allclose = lambda *arguments: True
            return Tanh.backward(ctx, g)

    report = ethan_torch.check(Patches, X, checks=["torch-replaced"])
    assert "it replaces torch.allclose, which others judge it with" in str(report)


def test_others_pass():
    assert ethan_torch.check(Tanh, X, checks=["torch-replaced"]).verdict == "pass"
