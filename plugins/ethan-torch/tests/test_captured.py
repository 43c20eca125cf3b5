"""What a function reads beside its arguments is named, and keeps it from passing."""

from functools import partial

import ethan_torch
import pytest
import torch
from rules import W, X
from torch import nn

WEIGHT = torch.ones(3, requires_grad=True)


def closing():
    weight, fixed = W[0].clone().requires_grad_(), torch.ones(3)
    return lambda x: x * weight * fixed


def calling():
    linear = nn.Linear(3, 2)
    return lambda x: linear(x)


def reading(x):
    return x * WEIGHT


HOLDERS = {
    "a closure": (closing, ["weight"]),
    "a module": (calling, ["linear.weight", "linear.bias"]),
    "a global": (lambda: reading, ["WEIGHT"]),
    "a partial": (lambda: partial(torch.mul, WEIGHT), ["argument 0"]),
    "nobody": (lambda: lambda x, held=(WEIGHT,): x * held[0], ["a tensor"]),
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_what_is_captured_is_named(holder):
    make, names = HOLDERS[holder]
    report = ethan_torch.check(make(), X, checks=["torch-captured"])
    assert report.verdict == "inconclusive"
    assert sorted(finding.target for finding in report.failures) == sorted(names)
    assert "is not judged: it requires a gradient" in str(report)


def test_what_requires_no_gradient_is_a_constant():
    assert ethan_torch.check(lambda x: x * WEIGHT.detach(), X).verdict == "pass"


def test_parameters_of_a_module_are_not_captured():
    assert ethan_torch.check(nn.Linear(3, 2), X, checks=["torch-captured"]).verdict == "pass"
