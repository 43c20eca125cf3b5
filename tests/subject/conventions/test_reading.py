"""How methods are called, and how gradients are read from what they return and leave."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.subject.conventions.reading import MethodCall, Reading, WrappedCall, by_input
from ethan_check.subject.execution.faults import LayerFault


class Recorder:
    def forward(self, *inputs):
        self.inputs = inputs
        return "output", "cache"

    def backward(self, *positional, **named):
        return positional, named


def test_every_argument_is_given_what_its_role_says():
    roles = (("g", "cotangent"), ("c", "cache"), ("x", "X1"), ("lr", "rate"))
    call = MethodCall("forward", "backward", roles, pair=True, keywords=frozenset({"lr"}))
    layer = Recorder()
    output, memory = call.forward(layer, ("a", "b"))
    assert (output, memory, layer.inputs) == ("output", "cache", ("a", "b"))
    assert call.backward(layer, ("a", "b"), "u", memory, rate=0.5) == (("u", "cache", "b"), {"lr": 0.5})
    assert call.text == "backward(g, c, x, lr)"
    assert call.memory_is_handed_on
    assert call.given == {"cotangent", "cache", "X1", "rate"}


def test_cotangents_are_spread_where_each_has_an_argument():
    call = MethodCall("forward", "backward", (("a", "cotangent0"), ("b", "cotangent1")))
    assert call.backward(Recorder(), (), ("u", "v"), None) == (("u", "v"), {})


def test_inputs_may_go_in_one_list_and_a_context_first():
    layer = Recorder()
    MethodCall("forward", "backward", (), listed=True).forward(layer, (1, 2))
    assert layer.inputs == ([1, 2],)
    _, context = MethodCall("forward", "backward", (), with_context=True).forward(layer, (1,))
    context.save_for_backward(3, 4)
    assert layer.inputs == (context, 1)
    assert context.saved_tensors == context.saved_values == (3, 4)


def test_a_pair_that_does_not_come_is_the_layers_fault():
    class Single(Recorder):
        def forward(self, *inputs):
            return np.ones(2)

    with pytest.raises(LayerFault, match="forward returned a ndarray, but backward takes a cotangent"):
        MethodCall("forward", "backward", (), pair=True).forward(Single(), ())


def test_a_wrapped_call_is_the_inner_one_where_it_says_nothing_else():
    inner = MethodCall("forward", "backward", (("g", "cotangent"),))
    wrapped = WrappedCall(inner)
    assert (wrapped.text, wrapped.memory_is_handed_on) == (inner.text, False)
    assert wrapped.forward(Recorder(), (1,)) == inner.forward(Recorder(), (1,))
    assert wrapped.backward(Recorder(), (1,), "u", None) == (("u",), {})


@pytest.mark.parametrize(
    ("returned", "count", "expected"),
    [
        (3.0, 1, (3.0,)),
        (3.0, 2, (3.0, None)),
        ([1.0, 2.0], 2, (1.0, 2.0)),
        ((1.0,), 2, (1.0, None)),
        ((1.0, 2.0, 3.0), 2, (1.0, 2.0)),
        ({"a": 1.0, "b": 2.0}, 2, (1.0, 2.0)),
        ((1.0, 2.0), 1, ((1.0, 2.0),)),
    ],
)
def test_what_is_returned_goes_to_inputs_in_order(returned, count, expected):
    assert by_input(returned, (np.ones(2),) * count) == expected


IDS, MASK, X, Z = np.array([3, 5]), np.array([True, False]), np.array([0.5, 1.5]), np.array([1j, 2j])


@pytest.mark.parametrize(
    ("returned", "inputs", "expected"),
    [
        ("dx", (IDS, X), (None, "dx")),
        ("dx", (X, IDS), ("dx", None)),
        (("dx",), (MASK, X), (None, "dx")),
        (("dx", "dz"), (X, IDS, Z), ("dx", None, "dz")),
        ((None, "dx"), (IDS, X), (None, "dx")),
        (("dx", None), (X, IDS), ("dx", None)),
        ("dx", (IDS, X, Z), (None, "dx", None)),
        (("dx", "dz"), (IDS, X, Z, Z), (None, "dx", "dz", None)),
        ((None, "dx"), (IDS, X, Z), (None, "dx", None)),
        ("dids", (IDS, MASK), ("dids", None)),
    ],
)
def test_what_is_returned_is_of_inputs_that_have_a_derivative(returned, inputs, expected):
    assert by_input(returned, inputs) == expected


class Adds:
    def __init__(self):
        self.dW, self.more = np.full(2, 5.0), np.full(2, 5.0)

    def forward(self, x):
        return x

    def backward(self, g):
        self.dW += g
        self.more += 2 * g
        return g


@pytest.mark.parametrize(("adds_up", "expected"), [(True, 3.0), (False, 13.0)])
def test_places_add_up_and_are_cleared_where_that_is_the_convention(adds_up, expected):
    call = MethodCall("forward", "backward", (("g", "cotangent"),))
    stored = {"W": (("dW",), ("more",))}
    reading = Reading("plain", "", call, {"W": ("W",)}, stored, adds_up=adds_up)
    gradients = reading.backward(Adds(), (np.ones(2),), np.ones(2), None, {"W": ("W",), "b": ("b",)})
    assert gradients.parameters["W"].tolist() == [expected] * 2
    assert gradients.parameters["b"] is None


class WeightedBag:
    """A weighted sum of rows of a table that is not trained: the gradient of the weights alone."""

    def forward(self, ids, weights):
        self.rows = np.linspace(-1, 1, 6)[ids]
        return (self.rows * weights).sum(axis=1)

    def backward(self, g):
        return g[:, None] * self.rows


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (3, 2)])
def test_a_layer_of_ids_and_weights_is_not_owed_a_gradient_of_its_ids(shape):
    rng = np.random.default_rng(0)
    inputs = (rng.integers(0, 6, shape), rng.normal(size=shape))
    assert check_layer(WeightedBag(), inputs, checks=["gradient", "shapes"]).verdict == "pass"


def test_a_wrong_gradient_of_the_weights_is_still_found():
    class Twice(WeightedBag):
        def backward(self, g):
            return 2 * super().backward(g)

    inputs = (np.array([[1, 4]]), np.array([[0.5, -1.5]]))
    assert check_layer(Twice(), inputs, checks=["gradient"]).verdict == "fail"
