"""Right rules pass, mistakes fail, and the message says which mistake it is."""

import ethan_torch
import pytest
import torch
from planted import PLANTED
from rules import RIGHT, Once, W, X
from torch import nn


@pytest.mark.parametrize("rule", RIGHT, ids=lambda rule: rule.__name__)
def test_right_rules_pass(rule):
    report = ethan_torch.check(rule, *RIGHT[rule])
    assert report.verdict == "pass", str(report)
    assert max(report.certificate.values()) < 1e-8


def test_a_rule_that_says_so_is_not_differentiated_twice():
    report = ethan_torch.check(Once, X)
    assert "it is marked to be differentiated once only" in report.not_applicable["torch-second-order"]


@pytest.mark.parametrize("name", PLANTED)
def test_planted_mistakes_are_named(name):
    thing, inputs, says = PLANTED[name]
    thing = thing() if isinstance(thing, type) and issubclass(thing, nn.Module) else thing
    report = ethan_torch.check(thing, *inputs)
    assert report.verdict != "pass"
    assert says in str(report)


ACCEPTED = (
    "Slightly",
    "OneEntry",
    "SwappedFlags",
    "OnlyTogether",
    "Viewed",
    "Walked",
    "Overwritten",
    "SlopeKept",
)


@pytest.mark.parametrize("name", ACCEPTED)
def test_torch_itself_accepts_many_of_them(name):
    rule, inputs, _ = PLANTED[name]
    tensors = [one.double().requires_grad_() for one in inputs]
    assert torch.autograd.gradcheck(rule.apply, tensors)
    thing, given = rule.apply, (*tensors,)
    checks = (ethan_torch.gradcheck, ethan_torch.gradgradcheck)
    assert not all(check(thing, given, raise_exception=False) for check in checks)


MODULES = {
    "linear": (lambda: nn.Linear(3, 2), (X,)),
    "a sequence": (lambda: nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 2)), (X,)),
    "batch norm, training": (lambda: nn.BatchNorm1d(3), (X,)),
    "batch norm, evaluating": (lambda: nn.BatchNorm1d(3).eval(), (X,)),
    "dropout, training": (lambda: nn.Dropout(0.5), (X,)),
    "layer norm": (lambda: nn.LayerNorm(3), (X,)),
    "recurrent": (lambda: nn.GRU(3, 2), (X[None],)),
    "embedding": (lambda: nn.Embedding(5, 3), (torch.tensor([1, 2, 2]),)),
    "convolution": (lambda: nn.Conv2d(2, 3, 2), (torch.linspace(-1, 2, 36).sin().reshape(2, 2, 3, 3),)),
    "cross entropy": (nn.CrossEntropyLoss, (X, torch.tensor([0, 2, 1, 1]))),
    "in place": (lambda: nn.ReLU(inplace=True), (X,)),
    "made by the first forward": (lambda: nn.LazyLinear(2), (X,)),
    "a frozen weight": (lambda: nn.Linear(3, 2).requires_grad_(False), (X,)),
}


@pytest.mark.parametrize("name", MODULES)
def test_modules_of_torch_pass(name):
    make, inputs = MODULES[name]
    torch.manual_seed(0)
    report = ethan_torch.check(make(), *inputs)
    assert report.verdict == "pass", str(report)


FUNCTIONS = {
    "tanh": (torch.tanh, (X,)),
    "maximum with places": (torch.max, (X, 1)),
    "cholesky": (torch.linalg.cholesky, (X.T @ X,)),
    "fourier": (torch.fft.fft, (X,)),
    "nested": (lambda given, power: given["x"] * given["rest"][0] ** power, ({"x": X, "rest": (W,)}, 2)),
    "softmax": (torch.nn.functional.softmax, (X, 1)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_torch_pass(name):
    function, inputs = FUNCTIONS[name]
    report = ethan_torch.check(function, *inputs)
    assert report.verdict == "pass", str(report)
