"""Functions of tensors with a backward of their own, through `check_function`."""

import pytest
import torch
from rules import W, X

from ethan_check import check_function


def product(x, w):
    assert isinstance(x, torch.Tensor)
    return x @ w.T


def with_cache(x, w):
    return x @ w.T, (x, w)


def back(g, cache):
    x, w = cache
    return g @ w, g.T @ x


def back_of_inputs(g, x, w):
    return g @ w, g.T @ x


@pytest.mark.parametrize(
    ("forward", "backward"), [(product, back), (product, back_of_inputs), (with_cache, back)]
)
def test_right_pairs_pass(forward, backward):
    report = check_function(forward, backward, X, W)
    assert (report.layer, report.verdict) == (forward.__name__, "pass"), str(report)


def test_a_wrong_one_is_named():
    report = check_function(with_cache, lambda g, cache: (back(g, cache)[0], 2 * back(g, cache)[1]), X, W)
    assert "dL_dX1 is 2 times the derivative" in str(report)


def test_several_outputs_and_one_input():
    def forward(x):
        return torch.sin(x), torch.cos(x), 2 * x

    def backward(u, x):
        return u[0] * torch.cos(x) - u[1] * torch.sin(x) + 2 * u[2]

    report = check_function(forward, backward, X)
    assert report.verdict == "pass", str(report)
