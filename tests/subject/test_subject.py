"""What a check sees of a layer: targets, factors, points, and gradients by name."""

import re

import numpy as np
import pytest

from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.global_rngs import global_rng_state
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.runner import Calls
from ethan_check.subject.subject import Subject
from ethan_check.trace import NO_TRACE, Tracer
from ethan_core import Contract
from ethan_core.errors import ArgumentError
from subject.small_layers import Affine, Elementwise, Raising, Two, X


class SquaredError:
    """A loss: a value and a gradient."""

    def forward(self, predicted, target):
        self.difference = predicted - target
        return np.sum(self.difference**2)

    def backward(self):
        return 2 * self.difference


class Lookup:
    def __init__(self):
        self.table = np.linspace(-1, 1, 8).reshape(4, 2)

    def forward(self, ids):
        self.ids = ids
        return self.table[ids]

    def backward(self, g):
        self.dtable = np.zeros_like(self.table)
        np.add.at(self.dtable, self.ids, g)


# What it is


def test_a_layer_is_known_by_its_class_unless_it_has_a_name():
    assert Subject(Affine(), (X,)).name == "Affine"
    assert Subject(Affine(), (X,), name="mine").name == "mine"


def test_how_it_is_read_is_told():
    subject = Subject(Affine(), (X,))
    assert subject.read_as == "plain object, parameter gradients in attributes dW, db"
    assert (subject.parameters, subject.paths) == (("W", "b"), {"W": ("W",), "b": ("b",)})
    assert not subject.is_loss


def test_a_loss_is_one_and_its_target_is_owed_nothing():
    subject = Subject(SquaredError(), (X, X + 1))
    assert subject.is_loss
    assert len(subject.targets) == 1


@pytest.mark.parametrize(
    ("layer", "inputs", "options", "targets"),
    [
        (Affine(), (X,), {}, {"X": "dL_dX", "W": "dL_dW", "b": "dL_db"}),
        (Affine(), (X,), {"frozen": ["b"]}, {"X": "dL_dX", "W": "dL_dW"}),
        (Affine(), (X,), {"contract": Contract(inputs=("x",))}, {"x": "dL_dx", "W": "dL_dW", "b": "dL_db"}),
        (Affine(), (X,), {"contract": Contract(constants=("X",))}, {"W": "dL_dW", "b": "dL_db"}),
        (Lookup(), (np.array([0, 2]),), {}, {"table": "dL_dtable"}),
        (Elementwise(), (np.array(0.5),), {"convention": "plain"}, {"X": "dL_dX"}),
    ],
    ids=["all", "frozen", "named", "constant", "integers", "0-d"],
)
def test_gradients_are_owed_for_what_is_real_and_not_constant(layer, inputs, options, targets):
    assert Subject(layer, inputs, **options).targets == targets


def test_a_contract_of_its_own_comes_first():
    layer = Affine()
    layer.contract = Contract(inputs=("mine",))
    assert Subject(layer, (X,), contract=Contract(inputs=("yours",))).input_names == ("mine",)
    layer.contract = "no contract"
    assert Subject(layer, (X,), contract=Contract(inputs=("yours",))).input_names == ("yours",)


@pytest.mark.parametrize(("x", "batch"), [(X, 2), (np.array(0.5), 1), (np.zeros((0, 3)), 0)])
def test_the_batch_is_the_leading_axis_of_the_first_input(x, batch):
    assert Subject(Elementwise(), (x,), convention="plain").batch == batch


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("", "X (2, 3)"),
        ("inputs (2, 3)", "X (2, 3)"),
        ("size=3, inputs (2, 3)", "size=3, X (2, 3)"),
        ("size=3", "size=3, X (2, 3)"),
    ],
)
def test_it_is_described_by_configuration_and_shapes(label, text):
    assert Subject(Elementwise(), (X,), label=label).describe() == text


# Reductions


@pytest.mark.parametrize(
    ("options", "factors"),
    [
        ({}, {"X": 1.0, "W": 1.0, "b": 1.0}),
        ({"reduction": "mean"}, {"X": 1.0, "W": 2.0, "b": 2.0}),
        ({"reduction": "per_sample"}, {"X": 1.0, "W": 0.5, "b": 0.5}),
        ({"reduction": {"W": "mean", "X": "mean"}}, {"X": 2.0, "W": 2.0, "b": 1.0}),
        ({"contract": Contract(reduction="mean")}, {"X": 1.0, "W": 2.0, "b": 2.0}),
        ({"contract": Contract(reduction={"b": "mean"})}, {"X": 1.0, "W": 1.0, "b": 2.0}),
        ({"contract": Contract(reduction=None)}, {"X": 1.0, "W": 1.0, "b": 1.0}),
        ({"contract": Contract(reduction="mean"), "reduction": "sum"}, {"X": 1.0, "W": 1.0, "b": 1.0}),
    ],
)
def test_a_reported_gradient_is_multiplied_by_what_was_said(options, factors):
    subject = Subject(Affine(), (X,), **options)
    assert {name: subject.factor(name) for name in factors} == factors


def test_a_reduction_in_one_word_holds_for_the_input_of_a_loss():
    subject = Subject(SquaredError(), (X, X + 1), reduction="mean")
    assert subject.factor(subject.input_names[0]) == 2.0


def test_nothing_is_divided_by_an_empty_batch():
    subject = Subject(Affine(), (np.zeros((0, 3)),), reduction="per_sample")
    assert subject.factor("W") == 1.0


def test_a_reduction_is_undone_in_the_pullback():
    plain, mean = (Subject(Affine(), (X,), reduction=reduction) for reduction in (None, "mean"))
    u = np.array([1.0, -2.0, 0.5, 3.0])
    once, twice = (subject.pullback(subject.values, u) for subject in (plain, mean))
    assert np.array_equal(twice["W"], 2 * once["W"])
    assert np.array_equal(twice["X"], once["X"])


def test_a_reduction_of_an_array_that_there_is_not_is_told():
    text = "reduction names 'V', 'c', but the parameters of mine are W, b (and its inputs X)"
    with pytest.raises(ArgumentError, match=f"^{re.escape(text)}$"):
        Subject(Affine(), (X,), name="mine", reduction={"V": "mean", "b": "sum", "c": "sum"})
    text = "reduction names 'V', but the parameters of Elementwise are none (and its inputs X)"
    with pytest.raises(ArgumentError, match=f"^{re.escape(text)}$"):
        Subject(Elementwise(), (X,), reduction={"V": "mean"})


# Points


def test_a_subject_at_another_point_leaves_the_first_where_it_is():
    subject = Subject(Affine(), (X,))
    kept = subject.output.copy()
    other = subject.at({**subject.values, "X": 2 * X})
    assert np.array_equal(other.output, 2 * X @ Affine().W + Affine().b)
    assert np.array_equal(subject.output, kept)
    assert subject.values["X"] is X
    assert other.calls is subject.calls


def test_targets_are_found_anew_at_another_point():
    subject = Subject(Elementwise(), (X,))
    assert subject.targets
    assert subject.at({"X": np.ones((2, 3), int)}).targets == {}


def test_along_a_direction_the_rest_stays_put():
    subject = Subject(Affine(), (X,))
    line = subject.along(subject.values, {"b": np.array([1.0, -1.0])})
    assert np.allclose(line(0.5), (X @ Affine().W + Affine().b + [0.5, -0.5]).ravel(), rtol=1e-15)
    assert np.array_equal(line(0.0), subject.flat(subject.values))


def test_a_pullback_is_the_product_with_the_jacobian():
    subject = Subject(Two(), (X,))
    u = np.arange(7.0)
    assert np.allclose(subject.pullback(subject.values, u)["X"], 2 * X * (u[:6].reshape(2, 3) + u[6]))


# Gradients that are missing


@pytest.mark.parametrize(
    ("contract", "text"),
    [
        (
            None,
            'dL_dX is None, but X (2, 3) is owed a gradient; if it is owed none, declare so: frozen=["X"]',
        ),
        (Contract(inputs=("x",)), "dL_dx is None, but x (2, 3) is owed a gradient"),
    ],
)
def test_an_input_without_a_gradient_is_told_and_how_to_declare_so(contract, text):
    class Nothing(Affine):
        def backward(self, g):
            super().backward(g)

    subject = Subject(Nothing(), (X,), contract=contract, convention="plain")
    with pytest.raises(BadGradient, match=f"^{re.escape(text)}$"):
        subject.pullback(subject.values, np.ones(4))


def test_one_gradient_for_two_inputs_is_said_to_be_one():
    class Sum:
        def forward(self, a, b):
            return a + 2 * b

        def backward(self, g):
            return g

    subject = Subject(Sum(), (X, X), convention="plain")
    with pytest.raises(
        BadGradient, match=r"^backward returned one gradient for 2 inputs: X1 \(2, 3\) has none; "
    ):
        subject.pullback(subject.values, np.ones(6))


def test_a_parameter_without_a_gradient_is_told():
    subject = Subject(Affine(), (X,))
    with pytest.raises(BadGradient, match=r"^dL_dW is None, but W \(3, 2\) is owed a gradient$"):
        subject.derivatives(Gradients((X,), {"b": np.ones(2)}))


# Making one


@pytest.mark.parametrize("stage", ["forward", "backward"])
def test_a_layer_that_raises_makes_no_subject(stage):
    with pytest.raises(LayerFault, match=rf"^{stage} raised ValueError: no \("):
        Subject(Raising(stage, ValueError("no")), (X,))


def test_arrays_may_be_anything_that_becomes_one():
    subject = Subject(Affine(), (X.tolist(),))
    assert isinstance(subject.values["X"], np.ndarray)
    assert np.array_equal(subject.values["X"], X)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_dtype_is_that_of_the_layers_own_arrays(dtype):
    layer = Affine()
    layer.b = layer.b.astype(np.float32)
    subject = Subject(layer, (X,), dtype=dtype)
    assert {subject.values["W"].dtype, subject.values["b"].dtype} == {np.dtype(dtype)}
    assert subject.values["X"].dtype == ("float32" if dtype == "float32" else "float64")
    assert subject.runs_in_single == (dtype == "float32")
    assert layer.W.dtype == np.float64


def test_what_one_subject_found_out_spares_the_next_the_trying():
    ran = []

    class Counted(Affine):
        def forward(self, x):
            ran.append(x)
            return super().forward(x)

    layer = Counted()
    first = Subject(layer, (X,))
    ran.clear()
    second = Subject(layer, (2 * X,), known=first.info)
    assert ran == []
    assert second.paths == first.paths
    assert second.calls == Calls(0, 0)
    third = Subject(Counted(), (X,), known=first.info)
    assert third.values["W"].shape == (3, 2)
    assert ran == []


def test_a_lazy_layer_has_its_parameters():
    class Lazy(Affine):
        def __init__(self):
            self.W = self.b = None

        def forward(self, x):
            if self.W is None:
                self.W, self.b = np.ones((x.shape[1], 2)), np.zeros(2)
            return super().forward(x)

    layer = Lazy()
    assert Subject(layer, (X,)).targets == {"X": "dL_dX", "W": "dL_dW", "b": "dL_db"}
    assert layer.W is None


class Mine:
    """A plugin's convention; a layer that draws is found out by running it."""

    name, reduction = "mine", "mean"

    def recognises(self, layer):
        return True

    def parameters(self, layer, inputs):
        return {}

    def forward(self, layer, inputs):
        return layer.forward(*inputs) + np.random.rand(), None

    def backward(self, layer, inputs, cotangent, memory, parameters):
        return Gradients((layer.backward(cotangent),))


def test_a_plugins_reading_is_tried_out_once():
    before = global_rng_state()
    subject = Subject(Elementwise(), (X,), adapters=(Mine(),))
    assert (subject.read_as, subject.draws_globally, subject.calls) == ("mine", True, Calls(1, 1))
    assert np.array_equal(subject.flat(subject.values), subject.output.ravel())
    assert global_rng_state() == before
    again = Subject(Elementwise(), (X,), adapters=(Mine(),), known=subject.info)
    assert (again.draws_globally, again.calls) == (True, Calls(0, 0))


def test_nobody_is_told_how_a_verdict_is_reached_unless_he_asks():
    assert Subject(Elementwise(), (X,)).tracer is NO_TRACE
    tracer = Tracer()
    subject = Subject(Elementwise(), (X,), tracer=tracer)
    assert subject.tracer is tracer
    assert subject.at(subject.values).tracer is tracer
