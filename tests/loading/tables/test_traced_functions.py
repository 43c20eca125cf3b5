"""Functions whose backward a library derives, by a vjp or by a tape."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.loading.tables.declared_calls import CallArguments
from ethan_check.loading.tables.traced_functions import TapeFunction, VjpFunction
from ethan_check.subject.execution.faults import LayerFault

X, Y = np.random.default_rng(0).normal(size=(2, 4, 3))


def square_plus(x, ids, y):
    return x * x + 3 * y


def make_vjp(function, positions):
    """As in autograd: a function of the function, and of the positions that are differentiated."""

    def of(*arrays):
        value = function(*arrays)
        return (
            lambda g: (2 * arrays[0] * g, 3 * g) if isinstance(positions, tuple) else 2 * arrays[0] * g,
            value,
        )

    assert isinstance(positions, int | tuple)
    return of


def vjp(function, *arrays):
    """As in jax: the value first, and a tuple even for one array."""
    return function(*arrays), lambda g: (2 * arrays[0] * g, 3 * g)[: len(arrays)]


@pytest.mark.parametrize("protocol", [make_vjp, vjp])
def test_both_protocols_are_known_and_integers_are_not_differentiated(protocol):
    value, backprop = VjpFunction(square_plus, protocol)(X, np.arange(3), Y)
    np.testing.assert_allclose(value, X * X + 3 * Y)
    gradients = backprop(np.ones_like(X))
    np.testing.assert_allclose(gradients[0], 2 * X)
    np.testing.assert_allclose(gradients[2], 3.0)
    assert gradients[1] is None
    assert check_layer(VjpFunction(lambda x: x * x, protocol), (X,)).verdict == "pass"
    wrong = check_layer(VjpFunction(lambda x: x * x * x, protocol), (X,), checks=("gradient",))
    assert wrong.verdict == "fail"


def test_what_derives_nothing_is_an_error_in_one_line():
    with pytest.raises(LayerFault, match=r"^<lambda> is neither vjp\(f, \*inputs\)"):
        VjpFunction(np.sin, lambda *arguments: lambda *arguments: 3)(X)

    def raising(*arguments):
        raise ValueError("no derivative of this")

    with pytest.raises(ValueError, match="no derivative of this"):
        VjpFunction(np.sin, raising)(X)


class Node:
    """A tape of its own; the gradient of what was not used stays None."""

    def __init__(self, data, pulls=()):
        self.data, self.grad, self.pulls = np.asarray(data, float), None, pulls

    def backward(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for node, pull in self.pulls:
            node.backward(pull(grad))


def first_cubed(x, y, ids=None, power=3):
    return Node(x.data**power, ((x, lambda g: power * g * x.data ** (power - 1)),))


def test_a_function_of_tensors_is_judged_with_what_makes_a_tensor():
    assert check_layer(TapeFunction(first_cubed, Node), (X, Y)).verdict == "pass"
    again = TapeFunction(first_cubed, Node, CallArguments(None, {"power": 2}))
    assert check_layer(again, (X, Y)).verdict == "pass"
    value, backprop = again(X, Y)
    np.testing.assert_allclose(value, X**2)
    np.testing.assert_allclose(backprop(np.ones_like(X))[1], 0.0)


def test_what_is_no_tensor_is_refused():
    with pytest.raises(LayerFault, match="a ndarray is no tensor"):
        TapeFunction(np.sin, np.asarray)(X)
