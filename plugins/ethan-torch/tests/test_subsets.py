"""Every subset of tensors that require a gradient gets the gradients that all of them get."""

import ethan_torch
import pytest
import torch
from rules import Square, Tanh, W, X
from torch import nn

ASKED = {"checks": ["torch-subsets"], "shrink": False}


class SkipsTwo(Square):
    """Right for each alone and for all, wrong for two of three."""

    @staticmethod
    def forward(ctx, x, w, v):
        ctx.save_for_backward(x, w, v)
        return x * w * v

    @staticmethod
    def backward(ctx, g):
        x, w, v = ctx.saved_tensors
        slip = 2 if ctx.needs_input_grad == (True, False, True) else 1
        return g * w * v, g * x * v, slip * g * x * w


def test_a_mistake_in_one_pair_of_three_is_named():
    report = ethan_torch.check(SkipsTwo, X, W, W.flip(0), **ASKED)
    assert "dL_dv is another one where only x and v require a gradient: it differs by 50% of its size" in str(
        report
    )


def test_parameters_are_among_them():
    class Module(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(W.clone())

        def forward(self, x):
            return Wrong.apply(x, self.w)

    class Wrong(Square):
        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return 2 * x * w * g, x * x * g if ctx.needs_input_grad[0] else None

    assert "dL_dw is zero where only w requires a gradient" in str(ethan_torch.check(Module(), X, **ASKED))


def test_many_arrays_are_tried_in_pairs():
    layers = nn.Sequential(*(nn.Linear(3, 3) for _ in range(4)))
    report = ethan_torch.check(layers, X, **ASKED)
    assert report.verdict == "pass"
    assert report.calls["forward"] < 10  # The program's own runs are not the layer's.


@pytest.mark.parametrize("thing", [Tanh, nn.Softmax(1)])
def test_one_array_alone_has_no_subsets(thing):
    assert ethan_torch.check(thing, X, **ASKED).verdict == "pass"


def test_outputs_that_some_subsets_lose_are_the_same_ones():
    def two(x, w):
        return x * 2, w * 3

    assert ethan_torch.check(two, X, W, **ASKED).verdict == "pass"


def test_complex_programs_are_not_asked():
    z = torch.randn(3, dtype=torch.complex64)
    report = ethan_torch.check(torch.mul, z, z.flip(0), **ASKED)
    assert "complex numbers" in report.not_applicable["torch-subsets"]
