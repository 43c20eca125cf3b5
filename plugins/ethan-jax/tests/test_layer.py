"""A program is a layer of numpy's arrays, in their precision."""

import ethan_jax
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from ethan_jax.arguments import Arguments
from ethan_jax.layer import JaxLayer
from ethan_jax.programs import program_of
from rules import W, X, square

from ethan_check.subject.execution.method_arguments import arity


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_arrays_keep_their_precision(dtype):
    layer = JaxLayer(program_of(square), None)
    x, w = X.astype(dtype), W.astype(dtype)
    output = layer.forward(x, w)
    gradients = layer.backward((x, w), np.ones_like(x))
    assert {output.dtype, *(gradient.dtype for gradient in gradients)} == {np.dtype(dtype)}
    assert np.allclose(gradients[0], 2 * x * w)
    assert not jax.config.jax_enable_x64


def test_what_is_given_back_is_nobody_else_s():
    layer = JaxLayer(program_of(lambda x: x), None)
    x = np.ones(3)
    output = layer.forward(x)
    output[:] = 2
    assert (x == 1).all()


def test_integers_have_no_gradient():
    layer = JaxLayer(program_of(lambda x, ids: x[ids]), Arguments.of((X, np.array([0, 1]))))
    gradients = layer.backward((X, np.array([0, 1])), np.ones((2, 3), np.float32))
    assert gradients[1] is None
    assert gradients[0].sum() == 6


def test_outputs_without_a_derivative_are_left_out():
    layer = JaxLayer(program_of(lambda x: (x, jnp.argmax(x), {"twice": 2 * x})), None)
    assert [output.shape for output in layer.forward(np.ones(3))] == [(3,), (3,)]


def test_how_many_arrays_it_takes_is_known_where_nothing_is_given():
    assert arity(JaxLayer(program_of(square), None), "forward") == 2


def test_a_function_that_gives_nothing_to_differentiate_is_told():
    report = ethan_jax.check(lambda x: jnp.argmax(x), X, checks=["gradient"])
    assert report.verdict == "error"
