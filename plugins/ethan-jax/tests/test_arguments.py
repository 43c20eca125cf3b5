"""Arguments are a flat row of arrays with names, and are put together again as they were."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from ethan_jax.arguments import Arguments, argument_names, required_arguments

ONE = np.ones(2)


def test_trees_are_rebuilt_with_other_arrays():
    given = Arguments.of(({"a": ONE, "b": [ONE, None, "word"]}, 3, jnp.ones(1)), ["tree", "count", "x"])
    assert given.names == ("tree.a", "tree.b.0", "x")
    tree, count, x = given.rebuilt([1, 2, 3])
    assert (tree, count, x) == ({"a": 1, "b": [2, None, "word"]}, 3, 3)


@pytest.mark.parametrize("leaf", [jax.random.key(0), jax.random.PRNGKey(0), "word", len, 2, 2.0, None])
def test_what_is_no_array_stays(leaf):
    assert Arguments.of((ONE, leaf)).names == ("X0",)


def test_plain_numbers_are_taken_where_they_are_asked_for():
    given = Arguments.of((ONE, 0.5, 1j, 2), takes_numbers=True)
    assert given.names == ("X0", "X1", "X2")
    assert [array.shape for array in given.arrays] == [(2,), (), ()]


def test_arguments_that_are_fixed_stay():
    assert Arguments.of((ONE, ONE), ["x", "mask"], fixed={1}).names == ("x",)


def test_a_name_that_two_would_have_is_told_apart():
    assert Arguments.of(({"x": ONE}, ONE), ["", "x"]).names == ("self.x", "x")


def test_signatures_are_read_where_there_are_any():
    rule = jax.custom_vjp(lambda x, w=1, *, axis=0: x)
    assert argument_names(rule) == ["x", "w"]
    assert required_arguments(rule) == ["x"]
    assert argument_names(3) == required_arguments(3) == []
