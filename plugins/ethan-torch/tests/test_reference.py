"""A candidate beside a reference: twice of its error, no factor, and the same parameters."""

import ethan_torch
import numpy as np
import pytest
import torch
from ethan_torch.comparison import Compared, Comparison
from rules import Linear, W, X
from torch import nn
from torch.nn import functional as F

from ethan_core.errors import ArgumentError

ASKED = {"checks": ["torch-reference"], "shrink": False}


def scaled(factor):
    return lambda x: factor * F.gelu(x)


@pytest.mark.parametrize(
    ("candidate", "reference", "inputs"),
    [
        (lambda x: 0.5 * x * (1 + torch.erf(x * 2**-0.5)), F.gelu, (X,)),
        (Linear, lambda x, w, b: F.linear(x, w, b), (X, W[:2], torch.tensor([0.5, -1.0]))),
        (lambda x: x.exp() / x.exp().sum(-1, keepdim=True), lambda x: x.softmax(-1), (X,)),
        (torch.dist, lambda a, b: (a - b).norm(), (X, W)),
    ],
)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_another_way_to_the_same_passes(candidate, reference, inputs, dtype):
    inputs = [one.to(dtype) for one in inputs]
    report = ethan_torch.check(candidate, *inputs, reference=reference, **ASKED)
    assert report.verdict == "pass", str(report)


@pytest.mark.parametrize("factor", [1.01, 1 + 1e-5])
def test_a_factor_is_told(factor):
    assert "Y is off by" in str(ethan_torch.check(scaled(factor), X, reference=F.gelu, **ASKED))


def test_a_module_is_compared_with_the_same_parameters():
    class Mine(nn.Linear):
        def forward(self, x):
            return x @ self.weight.T + self.bias

    class Wrong(nn.Linear):
        def forward(self, x):
            return x @ self.weight.T + self.bias.abs()

    reference = nn.Linear(3, 2)
    assert ethan_torch.check(Mine(3, 2), X, reference=reference, **ASKED).verdict == "pass"
    assert ethan_torch.check(Wrong(3, 2), X, reference=reference, **ASKED).verdict == "fail"
    with pytest.raises(ArgumentError, match="the reference has the parameters"):
        ethan_torch.check(Mine(3, 2), X, reference=nn.Linear(3, 4), **ASKED)


def test_one_that_draws_is_not_compared():
    report = ethan_torch.check(lambda x: F.dropout(x, 0.5), X, reference=lambda x: x, **ASKED)
    assert "it draws" in report.not_applicable["torch-reference"]


def test_what_the_reference_raises_is_no_mistake_of_the_candidate():
    report = ethan_torch.check(torch.sin, X, reference=lambda x: x.no_such(), **ASKED)
    assert report.verdict == "error"
    assert "the reference raised AttributeError" in str(report)


def test_a_bias_below_the_rounding_shows_in_the_mean():
    rng = np.random.default_rng(0)
    exact = rng.normal(size=(20, 400))
    noise = [2e-3 * one * rng.normal(size=400) for one in (*exact, *exact)]
    for factor, problem in ((1.0, ""), (1.004, "is 1.00")):
        cases = [
            Compared.of(factor * e + a, e + b, e)
            for e, a, b in zip(exact, noise[:20], noise[20:], strict=True)
        ]
        assert Comparison(2.0**-8, cases).problem().startswith(problem)


def test_not_a_number_is_told():
    case = Compared.of(np.array([np.nan, 1.0]), np.ones(2), np.ones(2))
    assert Comparison(1e-7, [case]).problem() == "is not finite where the reference is"


def test_a_candidate_that_is_more_accurate_than_its_reference_is_right():
    class Constant(torch.autograd.Function):
        """In bfloat16 the reference rounds 2 / sqrt(pi), and so is off by 0.3% in every entry."""

        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return torch.erf(x.float()).to(x.dtype)

        @staticmethod
        def backward(ctx, g):
            x = ctx.saved_tensors[0].float()
            return (g.float() * 2 / torch.pi**0.5 * torch.exp(-x * x)).to(g.dtype)

    x = (torch.randn(7, 6, 4, generator=torch.Generator().manual_seed(0)) / 100).to(torch.bfloat16)
    report = ethan_torch.check(Constant, x, reference=torch.erf, checks=["torch-reference"], shrink=False)
    assert report.verdict == "pass", str(report)
