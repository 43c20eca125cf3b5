"""`gradcheck` and `gradgradcheck` take what torch's take and raise what torch's raise."""

import inspect

import ethan_torch
import pytest
import torch
from planted import PLANTED
from rules import Once, Square, W, X
from torch.autograd.gradcheck import GradcheckError

PAIRS = [
    (ethan_torch.gradcheck, torch.autograd.gradcheck),
    (ethan_torch.gradgradcheck, torch.autograd.gradgradcheck),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_the_arguments_are_torch_s(ours, theirs):
    mine, torchs = (inspect.signature(function).parameters for function in (ours, theirs))
    assert set(mine) == set(torchs)
    assert [mine[name].kind for name in mine] == [torchs[name].kind for name in mine]


@pytest.mark.parametrize("check", [ours for ours, _ in PAIRS])
def test_right_gradients_are_true(check):
    x, w = X.double().requires_grad_(), W.double().requires_grad_()
    assert check(Square.apply, (x, w), eps=1e-3, atol=1e-1, rtol=1e-1, nondet_tol=1.0, fast_mode=True) is True
    assert check(torch.tanh, x) is True


def test_wrong_ones_raise_torch_s_error_with_the_report():
    x, w = X.clone().requires_grad_(), W.clone().requires_grad_()
    half, _, _ = PLANTED["Half"]
    with pytest.raises(GradcheckError, match="dL_dx is 1/2 of the derivative"):
        ethan_torch.gradcheck(half.apply, (x, w))
    assert ethan_torch.gradcheck(half.apply, (x, w), raise_exception=False) is False


def test_inputs_that_require_no_gradient_are_not_judged():
    forgotten, _, _ = PLANTED["Forgotten"]
    x, w = X.double().requires_grad_(), W.double()
    assert ethan_torch.gradcheck(forgotten.apply, (x, w))
    assert not ethan_torch.gradcheck(forgotten.apply, (x, w.clone().requires_grad_()), raise_exception=False)


@pytest.mark.parametrize("check", [ours for ours, _ in PAIRS])
def test_none_that_requires_one_is_told_as_torch_tells_it(check):
    with pytest.raises(ValueError, match="gradcheck expects at least one input tensor to require gradient"):
        check(torch.tanh, X.detach())


def test_what_can_be_differentiated_once_has_no_second_derivative():
    x = X.double().requires_grad_()
    assert ethan_torch.gradcheck(Once.apply, x)
    with pytest.raises(GradcheckError, match="marked to be differentiated once only"):
        ethan_torch.gradgradcheck(Once.apply, x)
    assert ethan_torch.gradgradcheck(Once.apply, x, raise_exception=False) is False


def test_a_lost_second_derivative_is_told():
    kept, (x,), _ = PLANTED["SlopeKept"]
    with pytest.raises(
        GradcheckError, match="the second derivative by x is zero, but the gradient depends on x"
    ):
        ethan_torch.gradgradcheck(kept.apply, x.double().requires_grad_())
