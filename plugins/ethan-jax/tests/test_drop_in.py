"""`check_grads` takes what jax's takes and raises what jax's raises."""

import inspect

import ethan_jax
import jax
import jax.numpy as jnp
import jax.test_util
import numpy as np
import pytest
from planted import PLANTED
from rules import W, X, log1pexp, square


def test_the_arguments_are_jax_s():
    mine, jaxs = (
        inspect.signature(function).parameters
        for function in (ethan_jax.check_grads, jax.test_util.check_grads)
    )
    assert list(mine) == list(jaxs)
    assert [mine[name].default for name in mine] == [jaxs[name].default for name in jaxs]


def test_right_gradients_return_nothing():
    assert ethan_jax.check_grads(square, (X, W), 1, "rev", 1e-1, 1e-1, eps=1e-2) is None
    ethan_jax.check_grads(log1pexp, (X,), order=2)
    ethan_jax.check_grads(jnp.multiply, (0.5, X), order=1, modes=["fwd"])
    ethan_jax.check_grads(lambda tree, ids: tree["x"][ids], ({"x": X}, np.array([1, 0])), order=1)


def test_wrong_ones_raise_an_assertion_with_the_report():
    half, inputs, _ = PLANTED["half"]
    with pytest.raises(AssertionError, match="VJP: square: dL_dx is 1/2 of the derivative") as caught:
        ethan_jax.check_grads(half, inputs, order=1, modes=["rev"])
    assert str(caught.value).endswith("atol, rtol and eps are not needed, and were not used")


def test_each_mode_is_judged_by_itself():
    rule, inputs, _ = PLANTED["forward mode alone"]
    ethan_jax.check_grads(rule, inputs, order=1, modes=["rev"])
    with pytest.raises(AssertionError, match=r"JVP: tripled: dL_dx is 1\.00033 times the derivative"):
        ethan_jax.check_grads(rule, inputs, order=1)


def test_a_second_order_is_judged_where_it_is_asked_for():
    rule, inputs, _ = PLANTED["second derivative stopped"]
    ethan_jax.check_grads(rule, inputs, order=1, modes=["rev"])
    with pytest.raises(AssertionError, match=r"VJP of VJP: .* dL_dx is zero, but the output depends on x"):
        ethan_jax.check_grads(rule, inputs, order=2, modes=["rev"])


@pytest.mark.parametrize("check", [ethan_jax.check_grads, jax.test_util.check_grads])
def test_a_mode_that_is_not_there_raises_jax_s_error(check):
    with pytest.raises(TypeError, match="can't apply forward-mode"):
        check(square, (X, W), order=1)


@pytest.mark.parametrize("check", [ethan_jax.check_grads, jax.test_util.check_grads])
def test_what_cannot_be_called_is_a_type_error(check):
    with pytest.raises(TypeError):
        check(3, (X,), order=1)


def test_a_plain_number_of_a_function_is_judged():
    with pytest.raises(AssertionError, match="dL_dslope is zero"):
        ethan_jax.check_grads(
            lambda x, slope: x * jax.lax.stop_gradient(slope), (X, 0.5), order=1, modes=["rev"]
        )
