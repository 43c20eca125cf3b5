"""What is taken for a function of jax's, and what is left to Ethan."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from ethan_jax.recognition import is_jax
from rules import X, square

from ethan_check import check_layer


def closure(x):
    """A layer in Ethan's own convention, written in jax's functions."""

    def backprop(g):
        return 2 * x * g

    return jnp.asarray(x) * x, backprop


def starred(*arrays):
    return jnp.sin(arrays[0])


def numpy_only(x):
    return np.sin(x)


class Layer:
    def forward(self, x):
        return jnp.sin(x)

    def backward(self, g):
        return g


@pytest.mark.parametrize(
    "thing",
    [square, jax.jit(numpy_only), jnp.sin, jax.nn.relu, starred, lambda x: jnp.sin(x), partial(square, X)],
)
def test_things_of_jax_are_known_without_inputs(thing):
    assert is_jax(thing, None)


@pytest.mark.parametrize("thing", [numpy_only, np.sin, Layer, Layer(), closure, lambda: jnp.ones(2), 3, "x"])
def test_others_are_left_alone(thing):
    assert not is_jax(thing, None)


def test_anything_that_is_called_with_jax_s_arrays_is_taken():
    assert is_jax(numpy_only, (jnp.ones(2),))
    assert is_jax(numpy_only, ({"x": jnp.ones(2)},))
    assert not is_jax(numpy_only, (np.ones(2),))


def test_a_layer_that_brings_its_backward_is_judged_by_it():
    report = check_layer(closure, (X.astype(float),), checks=["gradient"])
    assert "jax.vjp" not in report.read_as
