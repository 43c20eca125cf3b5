"""One point of a layer: forward runs once for its output and for what backward answers."""

import re

import numpy as np
import pytest

from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.runner import Calls
from ethan_check.subject.subject import Subject
from subject.small_layers import Affine, Elementwise, Raising, Two, X


def counted(layer, x=X, **options):
    """A subject whose calls so far are forgotten."""
    subject = Subject(layer, (x,), **options)
    subject.calls.forward = subject.calls.backward = 0
    subject.__dict__.pop("output", None)
    return subject


def test_nothing_runs_before_it_is_needed():
    subject = counted(Affine())
    subject.linearise(subject.values)
    assert subject.calls == Calls(0, 0)


def test_output_and_pullback_are_one_forward():
    subject = counted(Affine())
    point = subject.linearise(subject.values)
    output, gradients = point.output, point.pullback(np.ones(4))
    assert np.array_equal(output, (X @ Affine().W + Affine().b).ravel())
    assert np.array_equal(gradients["W"], X.T @ np.ones((2, 2)))
    assert subject.calls == Calls(1, 1)


def test_the_output_may_be_asked_for_twice_and_changed():
    subject = counted(Affine())
    point = subject.linearise(subject.values)
    first = point.output
    first[...] = 0.0
    assert point.output.all()
    assert subject.output.all()
    assert subject.calls.forward == 1


def test_a_second_pullback_runs_forward_again():
    subject = counted(Affine())
    point = subject.linearise(subject.values)
    first, second = point.pullback(np.ones(4)), point.pullback(2 * np.ones(4))
    assert np.array_equal(2 * first["W"], second["W"])
    assert subject.calls == Calls(2, 2)


class Shared(Elementwise):
    """Remembers where all copies of it find it."""

    latest = None

    def forward(self, x):
        Shared.latest = x
        return x * x

    def backward(self, g):
        return 2 * Shared.latest * g


def test_backward_answers_for_the_latest_forward():
    subject = counted(Shared())
    point = subject.linearise(subject.values)
    assert point.output.size
    subject.flat({"X": 3 * X})
    assert np.array_equal(point.pullback(np.ones(X.size))["X"], 2 * X)
    assert subject.calls == Calls(3, 1)


def test_the_output_at_the_own_arrays_is_remembered_and_no_other():
    subject = counted(Affine())
    assert subject.linearise({**subject.values, "b": np.ones(2)}).output.size
    assert "output" not in vars(subject)
    assert subject.linearise(dict(subject.values)).output.size
    assert "output" in vars(subject)
    assert np.array_equal(subject.output, X @ Affine().W + Affine().b)
    assert subject.calls.forward == 2


def test_arrays_that_are_given_stay_as_they_are():
    class Spoils(Elementwise):
        def forward(self, x):
            y = super().forward(x.copy())
            x[...] = 0.0
            return y

    values = {"X": X.copy()}
    subject = counted(Spoils())
    assert subject.linearise(values).pullback(np.ones(X.size))["X"].all()
    assert np.array_equal(values["X"], X)


def test_several_outputs_are_flat_and_their_cotangents_are_not():
    subject = counted(Two())
    point = subject.linearise(subject.values)
    assert point.output.tolist() == [*(X * X).ravel(), (X * X).sum()]
    u = np.array([*np.zeros(X.size), 1.0])
    assert np.array_equal(point.pullback(u)["X"], 2 * X)


@pytest.mark.parametrize("x", [np.array(0.5), np.zeros((0, 3)), np.array([1e300, np.inf, np.nan])])
def test_points_of_every_kind(x):
    subject = counted(Elementwise(np.exp, np.exp), x, convention="plain")
    point = subject.linearise(subject.values)
    assert point.output.shape == (x.size,)
    assert point.pullback(np.ones(x.size))["X"].shape == x.shape


@pytest.mark.parametrize("stage", ["forward", "backward"])
@pytest.mark.parametrize("error", [ValueError("no"), SystemExit("no")], ids=["error", "exit"])
def test_what_a_layer_raises_is_a_fault(stage, error):
    class Later(Raising):
        def forward(self, x):
            return super().forward(x) if x.max() > 100 else np.tanh(x)

        def backward(self, g):
            return super().backward(g) if g.max() > 100 else 0 * g

    subject = counted(Later(stage, error))
    point = subject.linearise({"X": 1000 + X})
    with pytest.raises(LayerFault, match=rf"^{stage} raised {type(error).__name__}: no \("):
        point.pullback(np.full(X.size, 1000.0))


def test_what_is_no_gradient_is_told():
    subject = counted(Elementwise(np.tanh, lambda x: np.ones(3 * x.shape[0]).reshape(-1, 1, 3)))
    text = "dL_dX has shape (2, 2, 3), expected (2, 3), the shape of X"
    with pytest.raises(BadGradient, match=f"^{re.escape(text)}$"):
        subject.pullback(subject.values, np.ones(X.size))
