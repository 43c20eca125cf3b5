"""Gradients that are left on the layer: where each kind of place is found, and what two places mean."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.conventions.signatures import candidate_calls
from ethan_check.subject.conventions.stored_gradients import (
    PLACES,
    find_stored_gradients,
    locate_beside_parameters,
    locate_in_lists,
    locate_in_mappings,
    locate_on_parameters,
)
from ethan_core.errors import ArgumentError

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))

W, B = np.random.default_rng(1).normal(size=(3, 2)), np.random.default_rng(2).normal(size=2)


class Linear:
    def __init__(self):
        self.W, self.b = W.copy(), B.copy()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b


def question(layer, *inputs):
    with pytest.raises(ArgumentError) as caught:
        Subject(layer, inputs or (X,))
    return str(caught.value)


class TwoPlaces(Linear):
    """Averages in the mapping, sums in the attributes."""

    def __init__(self):
        super().__init__()
        self.grads = {}

    def backward(self, g):
        self.dW, self.db = self.x.T @ g, g.sum(axis=0)
        self.grads = {"W": self.dW / len(g), "b": self.db / len(g)}
        return g @ self.W.T


def test_two_places_with_different_gradients_are_a_question():
    text = question(TwoPlaces())
    assert "TwoPlaces could be read as mapping or attributes" in text
    assert "grads.W and dW hold different gradients" in text
    assert text.endswith("say convention='mapping' or convention='attributes'")


def test_the_question_is_an_error_of_the_check_not_a_pass():
    report = check_layer(TwoPlaces(), (X,), checks=("gradient",))
    assert report.verdict == "error"
    assert "say convention='mapping' or convention='attributes'" in str(report)


def test_the_answer_decides():
    assert check_layer(TwoPlaces(), (X,), convention="attributes").verdict == "pass"
    assert check_layer(TwoPlaces(), (X,), convention="mapping", checks=("gradient",)).verdict == "fail"
    declared = check_layer(TwoPlaces(), (X,), convention="mapping", reduction="mean")
    assert declared.verdict == "pass"


class SamePlaces(TwoPlaces):
    def backward(self, g):
        dx = super().backward(g)
        self.grads = {"W": self.dW, "b": self.db.copy()}
        return dx


def test_two_places_with_the_same_gradients_are_no_question():
    assert Subject(SamePlaces(), (X,)).adapter.name == "mapping"
    assert check_layer(SamePlaces(), (X,)).verdict == "pass"


class Held:
    """Anything with these attributes."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)


ONES, ZEROS = np.ones(2), np.zeros(2)


@pytest.mark.parametrize(
    ("locate", "holder", "expected"),
    [
        (
            locate_in_mappings,
            Held(params={"W": ONES}, grads={"dW": ZEROS}),
            (("params", "W"), ("grads", "dW")),
        ),
        (locate_in_mappings, Held(W=ONES, grads={"W": ZEROS}), (("W",), ("grads", "W"))),
        (
            locate_in_mappings,
            Held(get_params=lambda: {"W": ONES}, grads={}),
            (("get_params", "W"), ("grads", "W")),
        ),
        (
            locate_in_mappings,
            {"params": {"W": ONES}, "grads": {"W": ZEROS}},
            (("params", "W"), ("grads", "W")),
        ),
        (locate_in_lists, Held(params=[ONES], grads=[ZEROS]), (("params", "0"), ("grads", "0"))),
        (locate_in_lists, Held(weights=(ONES,), dweights=[None]), (("weights", "0"), ("dweights", "0"))),
        (locate_on_parameters, Held(value=ONES, grad=None), (("value",), ("grad",))),
        (locate_beside_parameters, Held(w=ONES, dw=ZEROS), (("w",), ("dw",))),
        (locate_beside_parameters, Held(_Layer__W=ONES, grad_W=None), (("_Layer__W",), ("grad_W",))),
        (locate_beside_parameters, {"W": ONES, "dW": ZEROS}, (("W",), ("dW",))),
    ],
)
def test_every_place_is_looked_at(locate, holder, expected):
    (pair,) = locate(holder, ("at",))
    assert (pair.parameter, pair.gradient) == tuple(("at", *path) for path in expected)


@pytest.mark.parametrize("locate", PLACES.values())
def test_what_has_no_gradient_is_no_pair(locate):
    assert not list(locate(Held(W=ONES, name="dW"), ("at",)))
    assert not list(locate({"W": ONES}, ("at",)))


def test_lists_of_other_lengths_do_not_belong_together():
    assert not list(locate_in_lists(Held(params=[ONES, ONES], grads=[ZEROS]), ()))


def test_a_search_may_be_restricted_to_one_place():
    trial = trial_of(SamePlaces(), X)
    (call,) = candidate_calls(trial)
    outcome = trial.outcome(call)
    found = {name: find_stored_gradients(trial, call, outcome, name) for name in PLACES}
    assert {name: list(one.paths) for name, one in found.items() if one.paths} == {
        "mapping": ["W", "b"],
        "attributes": ["W", "b"],
    }
    assert found["attributes"].gradients == {"W": (("dW",),), "b": (("db",),)}
    assert found["attributes"].where == "attributes dW, db"


class Step:
    """One step of a chain, on a parameter that all of them share."""

    def __init__(self, W):
        self.params, self.grads = [W], [np.zeros_like(W)]

    def forward(self, x):
        self.x = x
        return x @ self.params[0]

    def backward(self, g):
        self.grads[0][...] = self.x.T @ g
        return g @ self.params[0].T


class Chain:
    """Makes its steps during forward, and adds their gradients up itself."""

    factor = 1

    def __init__(self):
        W = np.linspace(-1, 1, 12).reshape(4, 3)
        self.params, self.grads = [W], [np.zeros_like(W)]

    def forward(self, x):
        self.steps = [Step(self.params[0]) for _ in range(x.shape[1])]
        return np.stack([step.forward(x[:, t]) for t, step in enumerate(self.steps)], axis=1)

    def backward(self, g):
        dx = np.stack([step.backward(g[:, t]) for t, step in enumerate(self.steps)], axis=1)
        self.grads[0][...] = self.factor * sum(step.grads[0] for step in self.steps)
        return dx


class WrongChain(Chain):
    factor = 2


@pytest.mark.parametrize("steps", [2, 3, 5])
def test_a_whole_that_holds_the_sum_of_its_parts_is_counted_once(steps):
    x = np.random.default_rng(0).normal(size=(3, steps, 4))
    report = check_layer(Chain(), (x,), checks=["gradient"])
    assert report.verdict == "pass", str(report)
    assert check_layer(WrongChain(), (x,), checks=["gradient"], shrink=False).verdict == "fail"


class InitialState:
    """Forward makes the initial state anew each time and keeps it; backward leaves its gradient beside it."""

    def __init__(self, lazily=False):
        self.W, self.h0, self.lazily = np.array([[0.3, -0.2], [0.5, 0.1]]), None, lazily

    def forward(self, x):
        if self.h0 is None or not self.lazily:
            self.h0 = np.full(2, 0.25)
        self.x = x
        return np.tanh(x @ self.W + self.h0)

    def backward(self, g):
        d = g * (1 - np.tanh(self.x @ self.W + self.h0) ** 2)
        self.dW, self.dh0 = self.x.T @ d, d.sum(axis=0)
        return d @ self.W.T


@pytest.mark.parametrize(("lazily", "parameters"), [(False, ("W",)), (True, ("W", "h0"))])
def test_what_forward_makes_anew_each_time_is_no_parameter(lazily, parameters):
    subject = Subject(InitialState(lazily), (np.random.default_rng(0).normal(size=(3, 2)),))
    assert subject.parameters == parameters
