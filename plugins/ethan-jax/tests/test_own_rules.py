"""Whose rules are in a program is read in what jax traces."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from ethan_jax.calls import Calls
from ethan_jax.own_rules import has_own_rules, is_told_of_zeros, narrows
from ethan_jax.programs import program_of
from planted import PLANTED
from rules import RIGHT, X, square


def calls_of(function):
    return Calls(program_of(function), None)


@pytest.mark.parametrize(
    ("function", "owns"),
    [
        (jnp.tanh, False),
        (lambda x: jax.nn.relu(x), False),
        (lambda x: square(x, x), True),
        (jax.jit(lambda x: jax.lax.cond(True, lambda y: square(y, y), jnp.sin, x)), True),
        (lambda x: jax.pure_callback(np.sin, jax.ShapeDtypeStruct(x.shape, x.dtype), x), True),
        (PLANTED["forward mode alone"][0], True),
        (jax.nn.relu, True),  # A rule that is handed over is judged as one.
    ],
)
def test_rules_of_somebody_s_own_are_found_wherever_they_stand(function, owns):
    assert has_own_rules(calls_of(function), [X]) is owns


@pytest.mark.parametrize("name", RIGHT)
def test_symbolic_zeros_are_found(name):
    if name in ("decided", "compiled", "linear", "powered", "gathered", "plain", "modulus"):
        return
    function, inputs = RIGHT[name]
    assert is_told_of_zeros(calls_of(function), inputs) is name.startswith("flagged")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (jnp.sin, False),
        (lambda x: jnp.sin(x.astype(jnp.float32)), True),
        (lambda x: x.astype(int) * x, False),
    ],
)
def test_rounding_to_fewer_digits_is_seen(function, expected):
    with jax.enable_x64(True):
        assert narrows(calls_of(function), [X.astype(float)]) is expected


def test_what_cannot_be_traced_may_hold_anything():
    function, inputs = RIGHT["decided"]
    calls = calls_of(lambda x: function(x))
    calls.is_compiled = False
    assert has_own_rules(calls, inputs)
    assert is_told_of_zeros(calls, inputs)
    assert not narrows(calls, inputs)
