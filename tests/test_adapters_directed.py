"""Layers that are called as somebody says, and functions whose backward a library derives."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.conventions.declared_calls import DeclaredLayer as Directed, DeclaredCalls as Directions
from ethan_check.subject.conventions.declared_calls import Computed, CallArguments as Given, Argument as Slot
from ethan_check.subject.conventions.traced_functions import TapeFunction, VjpFunction
from ethan_check.subject.execution.faults import LayerFault
from ethan_core.errors import ArgumentError

X, Y = np.random.default_rng(0).normal(size=(2, 4, 3))
X0, X1, Y0, U = Slot("input", 0), Slot("input", 1), Slot("output", 0), Slot("cotangent", 0)


class Strange:
    """Nothing about it is usual; `weight` is a parameter."""

    def __init__(self, factor=1.0):
        self.weight, self.factor, self.flushed = np.array([0.5, -1.5, 2.0]), factor, 0

    def compute(self, exponent, x, y):
        self.x = x
        return x**exponent * self.weight + y, "a note", x + y

    def pull(self, how, g, x):
        self.grads = {"weight": (g * self.x**2).sum(axis=0)}
        return g, self.factor * 2 * g * x * self.weight

    def flush_gradients(self):
        self.flushed += 1


DIRECTIONS = Directions(
    "compute", "pull", Given((2, X0, X1)), Given(("up", U, X0)), returns=(1, 0), outputs=(0,)
)


def test_directions_say_what_cannot_be_found_out():
    report = check_layer(Directed(Strange(), DIRECTIONS), (X, Y))
    assert report.verdict == "pass", str(report)
    assert set(report.certificate) == {"dL_dX0", "dL_dX1", "dL_dweight"}


def test_a_mistake_shows_through_directions():
    report = check_layer(Directed(Strange(1.001), DIRECTIONS), (X, Y), checks=("gradient",))
    assert {finding.target for finding in report.failures} == {"dL_dX0"}


def test_resets_and_sizes_of_the_layer_show_through_and_nothing_else():
    directed = Directed(Strange(factor=2), DIRECTIONS)
    assert directed.factor == 2
    directed.flush_gradients()
    assert directed.layer.flushed == 1
    assert not hasattr(directed, "pull")


def test_a_backward_without_cotangent_states_the_gradient_itself():
    class Loss:
        def cost(self, guess, truth):
            return ((guess - truth) ** 2).sum()

        def slope(self, guess, truth):
            return 2 * (guess - truth)

    said = Given((X0, X1))
    directions = Directions("cost", "slope", said, said, returns=(0,))
    layer = Directed(Loss(), directions)
    layer.forward(X, Y)
    np.testing.assert_allclose(layer.backward(3.0)[0], 6 * (X - Y))
    assert layer.backward(3.0)[1] is None


def test_an_argument_may_be_computed_of_an_input():
    given = Given((Computed(np.tanh, Given((X0,))),), {"out": None})
    assert given.call(lambda a, out: a.sum(), input=(X,)) == pytest.approx(np.tanh(X).sum())
    assert given.asks_for("input")
    assert not given.asks_for("cotangent")


def test_named_inputs_are_not_handed_over_twice():
    given = Given(None, {"scale": X1})
    assert given.call(lambda x, *, scale: (x, scale), input=(1.0, 2.0)) == (1.0, 2.0)


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
    again = TapeFunction(first_cubed, Node, Given(None, {"power": 2}))
    assert check_layer(again, (X, Y)).verdict == "pass"
    value, backprop = again(X, Y)
    np.testing.assert_allclose(value, X**2)
    np.testing.assert_allclose(backprop(np.ones_like(X))[1], 0.0)


def test_what_is_no_tensor_is_refused():
    with pytest.raises(LayerFault, match="a ndarray is no tensor"):
        TapeFunction(np.sin, np.asarray)(X)


class Single:
    """Its weights are float32, and it does not mix precisions."""

    def __init__(self):
        self.W = np.array([[0.5, -1.0], [1.5, 0.25], [2.0, 1.0]], np.float32)
        self.state = np.ones(2, np.float32)
        self.dW = self.dstate = None

    def forward(self, x):
        if x.dtype != self.W.dtype:
            raise ValueError("mismatching dtypes")
        self.x = x
        return x @ self.W + self.state

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_layer_that_does_not_mix_precisions_is_run_in_one(dtype):
    assert check_layer(Single(), (X,), checks=("gradient",)).verdict == "error"
    report = check_layer(Single(), (X,), dtype=dtype, frozen=("state",))
    assert report.verdict == "pass", str(report)
    assert ("dtype" in report.not_applicable) == (dtype == "float32")
    assert report.certificate["dL_dW"] < (1e-9 if dtype == "float64" else 1e-1)


def test_what_is_frozen_is_owed_no_gradient():
    assert "dL_dstate is None" in str(check_layer(Single(), (X,), dtype="float64", checks=("gradient",)))
    with pytest.raises(
        ArgumentError, match=r"frozen names 'stat', but the parameters of Single are W, state"
    ):
        Subject(Single(), (X,), dtype="float64", frozen=("stat",))


class WithActivation:
    """Holds an object that is called with one array, which is no optimizer; backward raises."""

    class Tanh:
        def __call__(self, z):
            return np.tanh(z)

        def grad(self, z):
            return 1 - np.tanh(z) ** 2

    def __init__(self):
        self.activation = self.Tanh()

    def forward(self, x):
        self.x = x
        return self.activation(x)

    def backward(self, g):
        if isinstance(self.activation, self.Tanh):
            raise ValueError("no backward")
        return self.activation.grad(self.x)


def test_an_activation_is_not_exchanged_for_an_optimizer():
    report = check_layer(WithActivation(), (X,), checks=("gradient",))
    assert report.verdict == "error"
    assert "backward raised ValueError: no backward" in str(report)
