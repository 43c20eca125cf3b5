"""Stability: finite and right at extreme inputs, where finite results are to be had."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from checks.judging import Affine, Tanh, asked, failure, reason
from ethan_check import check_layer
from ethan_check.checks.stability import _is_plain
from ethan_check.subject.extended_precision import extended_output
from ethan_check.subject.subject import Subject
from ethan_core import Contract, Interval
from ethan_core.fn import CrossEntropy, Gelu, Sigmoid, Softmax, SoftmaxCrossEntropy

needs_extended = pytest.mark.skipif(
    extended_output(Subject(Tanh(), (np.ones((1, 1)),)), {"x": np.ones((1, 1))}) is None,
    reason="longdouble is no wider than float64 here",
)


@pytest.mark.parametrize(
    "layer",
    [Tanh(), Affine(), Softmax(), Sigmoid(), Gelu(), CrossEntropy(), SoftmaxCrossEntropy()],
    ids=lambda layer: type(layer).__name__,
)
def test_a_right_layer_passes(layer):
    assert asked("stability", layer).verdict == "pass"


class NaiveSoftmax:
    contract = Contract(shapes="N D -> N D", inputs=("x",), rows_independent=True)

    def forward(self, x):
        e = np.exp(x)
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, dout):
        return self.y * (dout - (dout * self.y).sum(axis=1, keepdims=True))


class NaiveLogSumExp:
    contract = Contract(shapes="N D -> N", inputs=("x",), rows_independent=True)

    def forward(self, x):
        self.e = np.exp(x)
        return np.log(self.e.sum(axis=1))

    def backward(self, dout):
        return dout[:, None] * self.e / self.e.sum(axis=1, keepdims=True)


class UnstableGradient(NaiveSoftmax):
    """Softplus, right forward, with a gradient that divides infinity by infinity."""

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))

    def backward(self, dout):
        return dout * np.exp(self.x) / (1 + np.exp(self.x))


class Exponential(NaiveSoftmax):
    def forward(self, x):
        self.y = np.exp(x)
        return self.y

    def backward(self, dout):
        return dout * self.y


class CutOff(Tanh):
    """Right but for inputs beyond 20."""

    def forward(self, x):
        self.x = x
        return x * 2.0

    def backward(self, dout):
        return np.where(np.abs(self.x) > 20, dout, 2 * dout)


class OpenLog(Tanh):
    contract = Contract(
        shapes="N D -> N D", inputs=("x",), domain={"x": Interval(0.0, 1.0, open=True)}, rows_independent=True
    )

    def forward(self, x):
        self.x = x
        return np.log(x)

    def backward(self, dout):
        return dout / self.x


class ClosedLog(OpenLog):
    contract = Contract(
        shapes="N D -> N D", inputs=("x",), domain={"x": Interval(0.0, 1.0)}, rows_independent=True
    )


@needs_extended
@pytest.mark.parametrize("layer", [NaiveSoftmax(), NaiveLogSumExp()], ids=["softmax", "logsumexp"])
def test_a_forward_that_overflows_without_need(layer):
    target, line = failure(asked("stability", layer))
    assert target == "Y"
    assert line.startswith(("layer: Y is NaN in ", "layer: Y is infinite in "))
    assert " in magnitude" in line
    assert "it should be" in line


@needs_extended
def test_a_gradient_that_overflows_without_need():
    target, line = failure(asked("stability", UnstableGradient()))
    assert target == "dL_dx"
    assert line.startswith("layer: dL_dx is NaN in ")


def test_what_is_rightly_infinite_is_not_accused():
    assert asked("stability", Exponential()).verdict == "pass"


def test_a_gradient_that_is_wrong_far_out():
    target, line = failure(asked("stability", CutOff()))
    assert target == "dL_dx"
    assert line.startswith("layer: dL_dx ")
    assert " for inputs up to " in line
    assert line.endswith(" in magnitude, where forward is accurate")


def test_the_ends_of_a_closed_domain_are_promised():
    target, line = failure(asked("stability", ClosedLog()))
    assert target == "Y"
    assert line.startswith("layer: Y is infinite in ")
    assert "entries, at an end of the domain" in line


def test_the_ends_of_an_open_domain_are_not():
    assert reason(asked("stability", OpenLog())) == "the domain is open: its ends are not allowed"


class LogOfShares:
    def __init__(self, limit=1.0):
        self.limit = limit

    def forward(self, p):
        self.p = p
        return np.log(np.minimum(p, 1.0)).sum(axis=1)

    def backward(self, g):
        return g[:, None] / np.minimum(self.p, 1.0)


@pytest.mark.parametrize("word", ["rows that sum to one", "probability"])
def test_a_declared_structure_is_kept_at_extreme_inputs_too(word):
    contract = Contract(shapes="N 3 -> N", inputs=("p",), domain={"p": word})
    report = check_layer(LogOfShares(), contract=contract, checks=["stability"])
    assert report.verdict in ("pass", "fail")
    assert all("1e+03" not in finding.message for finding in report.failures), report.message


@pytest.mark.parametrize(("difference", "is_plain"), [(0.05, False), (0.5, True)])
def test_digits_that_both_sides_lose_far_away_are_no_proof(difference, is_plain):
    """Of a gradient whose terms add up to 1."""
    probe = SimpleNamespace(derivative=SimpleNamespace(value=np.ones(2)), difference=difference, terms=1.0)
    assert _is_plain(SimpleNamespace(probe=probe, reason="disagrees")) == is_plain
