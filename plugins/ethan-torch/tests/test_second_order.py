"""A gradient can be differentiated itself, or says that it cannot."""

import ethan_torch
import pytest
import torch
from ethan_torch.captured import graph_nodes
from ethan_torch.checks.second_order import LARGEST
from ethan_torch.gradient_program import is_refused
from rules import Once, Square, W, X
from torch import nn

ASKED = {"checks": ["torch-second-order"], "shrink": False}


def test_the_gradient_is_judged_by_inputs_parameters_and_cotangents():
    report = ethan_torch.check(nn.Bilinear(3, 3, 2), X, W, **ASKED)
    assert report.verdict == "pass"
    targets = {finding.target for finding in report.findings}
    assert targets == {"dL_dinput1", "dL_dinput2", "dL_dweight", "dL_dcotangent 0"} | (targets & {"dL_dbias"})


def test_a_term_that_is_missing_in_the_second_derivative_alone_is_named():
    class Detached(Square):
        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return 2 * x * w.detach() * g, x * x * g

    report = ethan_torch.check(Detached, X, W, **ASKED)
    assert "the second derivative by w" in str(report)
    assert ethan_torch.check(Detached, X, W, checks=["gradient"]).verdict == "pass"


@pytest.mark.parametrize("function", [torch.relu, torch.abs, lambda x: x @ x.T, lambda x: x.cumsum(0)])
def test_kinks_and_linear_functions_have_one(function):
    assert ethan_torch.check(function, X, **ASKED).verdict == "pass"


def test_what_is_large_is_left_out_with_its_size():
    x = torch.linspace(-1, 1, LARGEST).reshape(64, -1)
    report = ethan_torch.check(torch.tanh, x, **ASKED)
    assert "entries are too many for second derivatives" in report.not_applicable["torch-second-order"]


def test_a_refusal_is_seen_in_the_graph():
    x = X.clone().requires_grad_()
    (found,) = torch.autograd.grad(Once.apply(x), x, torch.ones_like(x).requires_grad_(), create_graph=True)
    assert is_refused([found])
    assert not is_refused([torch.tanh(x), X])
    assert len(list(graph_nodes([x * x, x * x]))) == 3
