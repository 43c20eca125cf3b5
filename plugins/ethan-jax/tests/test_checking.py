"""`check`: what it takes, what it leaves alone, and what it says of what it cannot take."""

from functools import partial

import ethan_jax
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from rules import BIAS, W, X, linear, powered, square

from ethan_core.errors import ArgumentError


@pytest.mark.parametrize("thing", [square, jax.jit(square), lambda x, w: square(x, w), partial(square)])
def test_a_rule_and_functions_around_it(thing):
    assert ethan_jax.check(thing, X, W, checks=["gradient"]).account.keys() == {"x", "w"} or thing.args == ()


def test_trees_are_judged_leaf_by_leaf():
    report = ethan_jax.check(linear, {"weight": W, "bias": BIAS}, X, checks=["gradient"])
    assert set(report.account) == {"parameters.bias", "parameters.weight", "x"}


@jax.tree_util.register_pytree_with_keys_class
class Dense:
    """A module as several libraries have them: a tree of arrays that can be called."""

    def __init__(self, x, bias):
        self.x, self.bias = x, bias

    def __call__(self, x):
        return x @ self.x.T + self.bias

    def doubled(self, x):
        return 2 * self(x)

    def tree_flatten_with_keys(self):
        key = jax.tree_util.GetAttrKey
        return ((key("x"), self.x), (key("bias"), self.bias)), None

    @classmethod
    def tree_unflatten(cls, _, leaves):
        return cls(*leaves)


@pytest.mark.parametrize("thing", [Dense(W, BIAS), Dense(W, BIAS).doubled])
def test_a_module_that_is_a_tree_is_judged_with_its_arrays(thing):
    report = ethan_jax.check(thing, X, checks=["gradient"])
    assert (report.verdict, set(report.account)) == ("pass", {"x", "bias", "self.x"})


def test_what_is_frozen_is_owed_nothing():
    report = ethan_jax.check(square, X, W, checks=["gradient"], frozen=["w"])
    assert str(report.account["w"]) == "declared: frozen"


def test_arguments_that_a_rule_does_not_differentiate_are_handed_on():
    report = ethan_jax.check(powered, np.abs(X), 3, 0.5, checks=["gradient"])
    assert (report.verdict, set(report.account)) == ("pass", {"x"})


def test_random_keys_are_handed_on():
    def noisy(x, key):
        return x * jax.random.normal(key, x.shape)

    for key in (jax.random.key(0), jax.random.PRNGKey(0)):
        report = ethan_jax.check(noisy, X, key, checks=["gradient"])
        assert (report.verdict, set(report.account)) == ("pass", {"x"})


def test_code_that_runs_in_float32_alone_is_judged_in_it():
    def strict(x):
        if x.dtype != jnp.float32:
            raise TypeError("float32 alone")
        return x * x

    report = ethan_jax.check(strict, X, checks=["gradient", "linearity"])
    assert report.verdict == "pass", str(report)


@pytest.mark.parametrize("flag", [False, True])
def test_the_caller_s_things_stay_as_they_were(flag):
    seen = []

    def watched(x):
        seen.append(x.dtype)
        return jnp.sin(x)

    with jax.enable_x64(flag):
        x = jnp.asarray(X)
        state = np.random.get_state()[1].copy()
        ethan_jax.check(watched, x)
        assert jax.config.jax_enable_x64 is flag
        assert (np.asarray(x) == X).all()
    assert np.dtype("float64") in seen
    assert (np.random.get_state()[1] == state).all()


def test_bfloat16_is_taken_in_float64():
    report = ethan_jax.check(jnp.tanh, jnp.asarray(X, jnp.bfloat16), checks=["gradient"])
    assert report.verdict == "pass"
    assert report.certificate["dL_dx"] < 1e-9


def test_the_same_seed_says_the_same():
    first, second = (str(ethan_jax.check(jax.nn.gelu, X, seed=3)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("thing", "inputs", "text"),
    [
        (3, (X,), "a int is nothing that jax can differentiate; expected a function of arrays, a custom"),
        (jnp.sin, (1.0,), "sin: none of its inputs is an array, so no gradient is to be checked"),
        (jnp.sin, (), "sin: none of its inputs is an array, so no gradient is to be checked"),
    ],
)
def test_what_cannot_be_taken_is_told_in_one_line(thing, inputs, text):
    with pytest.raises(ArgumentError) as caught:
        ethan_jax.check(thing, *inputs)
    assert str(caught.value).startswith(text)
    assert "\n" not in str(caught.value)


def test_what_the_code_raises_is_told_with_its_place():
    report = ethan_jax.check(square, X, W[:, :2], checks=["gradient"])
    assert report.verdict == "error"
    assert "forward raised TypeError: mul got incompatible shapes for broadcasting" in str(report)
    assert "rules.py:" in str(report)


def test_a_gradient_of_another_shape_is_told():
    @jax.custom_vjp
    def summed(x):
        return x * x

    summed.defvjp(lambda x: (x * x, x), lambda x, g: ((2 * x * g).sum(0),))
    report = ethan_jax.check(summed, X, checks=["gradient"])
    assert report.verdict == "error"
    assert "backward raised ValueError: Custom VJP bwd rule" in str(report)


def test_a_rule_that_is_not_defined_is_told():
    report = ethan_jax.check(jax.custom_vjp(lambda x: x * x), X, checks=["gradient"])
    assert report.verdict == "error"
    assert "No VJP defined for custom_vjp function" in str(report)
