"""Trying on copies: what is noted, and what is left alone."""

import numpy as np

from ethan_check.subject.conventions.reading import MethodCall
from ethan_check.subject.conventions.trial import signed_like

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))
CALL = MethodCall("forward", "backward", (("g", "cotangent"),))


class Layer:
    runs = 0

    def __init__(self):
        self.W = np.ones(3)

    def forward(self, x):
        type(self).runs += 1
        return x * self.W + np.random.normal() * 0

    def backward(self, g):
        self.W -= 0.5
        return g * self.W


def test_one_run_of_each_call_shows_what_moved():
    trial = trial_of(Layer(), X)
    outcome = trial.outcome(CALL)
    assert trial.outcome(CALL) is outcome
    before, after = outcome.moved[("W",)]
    assert (before.tolist(), after.tolist()) == ([1.0] * 3, [0.5] * 3)
    assert trial.layer.W.tolist() == [1.0] * 3
    assert trial.draws
    runs = Layer.runs
    assert trial.elsewhere(CALL) is trial.elsewhere(CALL)
    assert Layer.runs == runs + 1


class Raises(Layer):
    def backward(self, g):
        raise ValueError("no")


def test_what_was_raised_is_noted_and_the_call_rejected():
    trial = trial_of(Raises(), X)
    assert trial.attempt(CALL) is None
    assert trial.faults == trial.rejected == []
    assert trial.outcome(CALL) is None
    assert trial.outcome(CALL) is None
    (fault,) = trial.faults
    assert fault.stage == "backward"
    assert trial.rejected == [("backward(g)", str(fault))]


def test_readings_are_dropped_with_a_reason():
    class Named:
        def __init__(self, description):
            self.description = description

    one, two = Named("one"), Named("two")
    trial = trial_of(Layer(), X)
    assert trial.without([one, two], lambda reading: "too short" if reading is one else "") == [two]
    assert trial.rejected == [("one", "too short")]


def test_cotangents_are_signed_and_built_like_the_output():
    assert signed_like(np.zeros(3)).tolist() == [0.5, -0.78, 1.06]
    pair = signed_like((np.zeros((2, 2)), [np.float32(0)]))
    assert pair[0].shape == (2, 2)
    assert pair[1][0].dtype == np.float32
    assert not np.array_equal(signed_like(np.zeros(8)), signed_like(np.zeros(8), 1))


class Never:
    def forward(self, x):
        return 0 * x

    def backward(self, g):
        return 0 * g


class Sometimes(Never):
    """Where anything is negative, it is 1."""

    def forward(self, x):
        return np.full(3, float((x < 0).any())), 0 * x

    def backward(self, *_):
        return np.zeros((4, 3))


def test_an_output_moves_if_it_does_for_other_sizes_or_the_other_sign():
    assert trial_of(Layer(), X).output_moves(CALL)
    assert not trial_of(Never(), X).output_moves(CALL)
    assert trial_of(Sometimes(), np.abs(X)).output_moves(CALL)
