"""`check`: what it takes, what it leaves alone, and what it says of what it cannot take."""

import copy

import ethan_torch
import numpy as np
import pytest
import torch
from rules import Linear, Square, W, X
from torch import nn

from ethan_core.errors import ArgumentError


@pytest.mark.parametrize("thing", [Square, Square.apply, lambda x, w: Square.apply(x, w)])
def test_a_rule_its_apply_and_a_function_around_it(thing):
    assert ethan_torch.check(thing, X, W, checks=["gradient"]).account.keys() == {"x", "w"}


def test_a_method_of_a_module_is_judged_with_its_parameters():
    class Two(nn.Linear):
        def doubled(self, x):
            return 2 * self(x)

    report = ethan_torch.check(Two(3, 2).doubled, X, checks=["gradient"])
    assert (report.layer, report.verdict) == ("Two.doubled", "pass")
    assert set(report.account) == {"x", "module.weight", "module.bias"}


def test_a_name_in_a_module_and_among_inputs_is_two_arrays():
    class Named(nn.Module):
        def __init__(self):
            super().__init__()
            self.x = nn.Parameter(torch.ones(3))

        def forward(self, x):
            return x * self.x

    report = ethan_torch.check(Named(), X, checks=["gradient"])
    assert (report.verdict, set(report.account)) == ("pass", {"input x", "x"})


def test_what_is_frozen_is_owed_nothing():
    report = ethan_torch.check(nn.Linear(3, 2), X, checks=["gradient"], frozen=["input", "bias"])
    assert {name: str(entry) for name, entry in report.account.items() if name != "weight"} == {
        "input": "declared: frozen",
        "bias": "declared: frozen",
    }


def test_code_that_runs_in_float32_alone_is_judged_in_it():
    def strict(x):
        if x.dtype != torch.float32:
            raise TypeError("float32 alone")
        return x * x

    report = ethan_torch.check(strict, X, checks=["gradient", "linearity"])
    assert report.verdict == "pass", str(report)


def test_the_caller_s_things_stay_as_they_were():
    module = nn.BatchNorm1d(3)
    before, x = copy.deepcopy(module.state_dict()), X.clone()
    generator, threads, dtype = torch.get_rng_state(), torch.get_num_threads(), torch.get_default_dtype()
    python = np.random.get_state()[1].copy()
    with torch.no_grad():
        ethan_torch.check(nn.Sequential(module, nn.Dropout(0.5)), x)
        assert not torch.is_grad_enabled()
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert torch.equal(x, X)
    assert torch.equal(torch.get_rng_state(), generator)
    assert (torch.get_num_threads(), torch.get_default_dtype()) == (threads, dtype)
    assert (np.random.get_state()[1] == python).all()
    assert all(parameter.grad is None for parameter in module.parameters())


def test_the_same_seed_says_the_same():
    first, second = (str(ethan_torch.check(nn.Dropout(0.3), X, seed=3)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("thing", "inputs", "text"),
    [
        (3, (X,), "a int is nothing that can be differentiated; expected a function of tensors, an"),
        (torch.sin, (1.0,), "sin: none of its inputs is a tensor, so no gradient is to be checked"),
    ],
)
def test_what_cannot_be_taken_is_told_in_one_line(thing, inputs, text):
    with pytest.raises(ArgumentError) as caught:
        ethan_torch.check(thing, *inputs)
    assert str(caught.value).startswith(text)
    assert "\n" not in str(caught.value)


def test_what_the_code_raises_is_told_with_its_place():
    report = ethan_torch.check(Linear, X, W[:, :2], checks=["gradient"])
    assert report.verdict == "error"
    assert "forward raised RuntimeError: mat1 and mat2 shapes cannot be multiplied" in str(report)
    assert "rules.py:" in str(report)


def test_a_gradient_of_another_shape_is_told():
    class Summed(Square):
        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return (2 * x * w * g).sum(0), x * x * g

    report = ethan_torch.check(Summed, X, W, checks=["gradient"])
    assert report.verdict == "error"
    assert "invalid gradient at index 0 - got [3] but expected shape compatible with [4, 3]" in str(report)
