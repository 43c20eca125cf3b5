"""Gradients add up over calls all together, or not at all."""

import re

import numpy as np
import pytest

from checks.judging import Affine, X, asked, failure
from ethan_check import Case, Subject, check_layer
from ethan_check.checks.adding_up import habits, habits_for_turned_inputs, uncleared


class Adding(Affine):
    """Adds the gradients that it names up, until it is reset."""

    adding = ("W", "b")

    def __init__(self):
        super().__init__()
        self.zero_grad()

    def zero_grad(self):
        self.dW, self.db = np.zeros((3, 2)), np.zeros(2)

    def backward(self, dout):
        before = {"W": self.dW, "b": self.db}
        dx = super().backward(dout)
        for name in self.adding:
            setattr(self, f"d{name}", before[name] + getattr(self, f"d{name}"))
        return dx


class AddsWeights(Adding):
    adding = ("W",)


class AddsBias(Adding):
    adding = ("b",)


class AddsNothing(Adding):
    adding = ()


@pytest.mark.parametrize("cls", [Adding, AddsNothing])
def test_all_or_none_is_right(cls):
    assert asked("state", cls(), X).verdict == "pass"


@pytest.mark.parametrize(("cls", "added", "kept"), [(AddsWeights, "W", "b"), (AddsBias, "b", "W")])
def test_some_is_wrong(cls, added, kept):
    _, line = failure(asked("state", cls(), X))
    assert line.endswith(f"dL_d{added} adds up over calls until zero_grad(), and dL_d{kept} does not")


def test_a_gradient_of_zeros_tells_nothing():
    subject = Subject(AddsWeights(), (X,))
    first = {"W": np.ones((3, 2)), "b": np.zeros(2)}
    assert habits(subject, first, {"W": 2 * np.ones((3, 2)), "b": np.zeros(2)}) == {"W": True}


def test_a_gradient_that_does_neither_is_no_habit():
    """It is told of by other comparisons."""
    subject = Subject(Adding(), (X,))
    first = {"W": np.ones((3, 2)), "b": np.ones(2)}
    assert habits(subject, first, {"W": 1.5 * np.ones((3, 2)), "b": np.ones(2)}) == {"b": False}


class Parameter:
    def __init__(self, data):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)


class OnObjects:
    """Parameters with `data` and `grad`, which an optimizer sets to zero, not the layer."""

    def __init__(self, adding, size=3):
        self.W, self.b, self.adding = Parameter(np.arange(1.0, 1.0 + size)), Parameter(np.ones(size)), adding

    def forward(self, x):
        self.x = x
        return self.W.data * x + self.b.data

    def backward(self, g):
        for name, gradient in (("W", (g * self.x).sum(axis=0)), ("b", g.sum(axis=0))):
            parameter = getattr(self, name)
            parameter.grad = gradient + (parameter.grad if name in self.adding else 0)
        return g * self.W.data


@pytest.mark.parametrize("adding", ["", "Wb"])
def test_all_or_none_of_parameter_objects_is_right(adding):
    assert asked("state", OnObjects(adding), X).verdict == "pass"


@pytest.mark.parametrize(("adding", "kept"), [("W", "b"), ("b", "W")])
def test_some_of_parameter_objects_is_wrong(adding, kept):
    _, line = failure(asked("state", OnObjects(adding), X))
    assert line.endswith(f"dL_d{adding} adds up over calls, and dL_d{kept} does not")


@pytest.mark.parametrize("adding_from", [1, 2, 4])
def test_a_rule_s_layers_add_up_alike(adding_from):
    """From some size on; from 1 on it is all of them, which is a design."""

    def draw(rng):
        size = int(rng.integers(1, 5))
        adding = "Wb" if size >= adding_from else ""
        return Case(OnObjects(adding, size), (rng.normal(size=(2, size)),))

    report = check_layer(cases=draw, checks=["state"], name="scale")
    if adding_from == 1:
        assert report.verdict == "pass"
        return
    messages = [finding.message for finding in report.failures]
    assert len(messages) == 2, "one for each parameter"
    words = r"scale: dL_dW adds up over calls where inputs \(2, (\d)\), and does not where inputs \(2, (\d)\)"
    told = re.fullmatch(words, messages[0])
    assert told is not None
    assert int(told[1]) >= adding_from > int(told[2])


class Slopes:
    """Leaves positive numbers alone: of these alone, the gradient of the slope is 0."""

    def __init__(self, adds):
        self.slope, self.adds = Parameter([0.25]), adds

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope.data * x)

    def backward(self, g):
        gradient = np.where(self.x > 0, 0, g * self.x).sum(keepdims=True).reshape(1)
        self.slope.grad = gradient + (self.slope.grad if self.adds else 0)
        return np.where(self.x > 0, g, self.slope.data * g)


@pytest.mark.parametrize("adds", [True, False])
def test_a_gradient_that_is_0_shows_its_habit_at_inputs_of_the_other_sign(adds):
    subject = Subject(Slopes(adds), (np.ones((2, 2)),))
    assert habits_for_turned_inputs(subject, uncleared(subject)) == {"slope": adds}


def test_inputs_of_the_other_sign_may_be_refused():
    class Root(Slopes):
        def forward(self, x):
            if (x < 0).any():
                raise ValueError("numbers of one sign")
            return super().forward(x)

    subject = Subject(Root(True), (np.ones((2, 2)),))
    assert habits_for_turned_inputs(subject, uncleared(subject)) == {}


class Cell:
    """A number and its adjoint, as reverse mode has them."""

    def __init__(self, value):
        self.value = np.asarray(value, dtype=float)
        self.adjoint = np.zeros_like(self.value)


class OfCells:
    def __init__(self, adds):
        self.k, self.c, self.adds = Cell([0.5, -1.2, 2.0]), Cell([0.1, 0.2, 0.3]), adds

    def forward(self, x):
        self.x = x
        return np.sin(self.k.value * x) + self.c.value

    def backward(self, g):
        h = g * np.cos(self.k.value * self.x)
        self.k.adjoint = self.k.adjoint + (h * self.x).sum(axis=0)
        self.c.adjoint = g.sum(axis=0) + (self.c.adjoint if self.adds else 0)
        return h * self.k.value


@pytest.mark.parametrize(("adds", "verdict"), [(True, "pass"), (False, "fail")])
def test_adjoints_may_add_up_all_together(adds, verdict):
    assert asked("state", OfCells(adds), X).verdict == verdict
