"""Losses: which methods make one, and which of two arguments is the prediction."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.conventions.loss import CONVENTIONS, times
from ethan_core.errors import ArgumentError

from .trials import trial_of

X = np.random.default_rng(0).normal(size=(4, 3))


def question(layer, *inputs):
    with pytest.raises(ArgumentError) as caught:
        Subject(layer, inputs or (X,))
    return str(caught.value)


class NamesTellNothing:
    def loss(self, u, v):
        return np.sum((u - v) ** 2 * v)

    def gradient(self, u, v):
        return 2 * (u - v) * v


def test_a_loss_is_asked_which_argument_is_the_prediction():
    """Its sign could tell, but then a wrong sign would pass for another order."""
    text = question(NamesTellNothing(), X, X[::-1])
    assert text.endswith("say convention='loss' or convention='loss-target-first'")
    pair = (X, X[::-1])
    assert check_layer(NamesTellNothing(), pair, convention="loss").verdict == "pass"
    turned = check_layer(NamesTellNothing(), pair, convention="loss-target-first", checks=("gradient",))
    assert turned.verdict == "fail"


(CONVENTION,) = CONVENTIONS


def loss(value, gradient, value_arguments, gradient_arguments):
    space = {}
    exec(
        f"def value(self, {value_arguments}): return 0\ndef gradient(self, {gradient_arguments}): return 0",
        space,
    )
    return type("Loss", (), {value: space["value"], gradient: space["gradient"]})()


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("value", "gradient", "a, b", "a, b"), ["loss"]),  # As in the protocol.
        (("loss", "grad", "y_true, y_pred", "y_true, y_pred"), ["loss-target-first"]),
        (("fn", "prime", "a, y", "a, y"), ["loss"]),
        (("cost", "gradient", "u, v", "u, v"), ["loss", "loss-target-first"]),
        (("forward", "backward", "x, t", "g, cache"), []),
    ],
)
def test_the_order_is_read_from_names(arguments, names):
    found = CONVENTION.readings(trial_of(loss(*arguments), X, X), None)
    assert [one.name for one in found] == names


def test_a_gradient_in_the_other_order_is_given_it():
    (found,) = CONVENTION.readings(trial_of(loss("loss", "grad", "pred, target", "target, pred"), X, X), None)
    assert found.call.turned


def test_one_input_makes_no_loss():
    assert CONVENTION.readings(trial_of(loss("loss", "grad", "a, b", "a, b"), X), None) == []


def test_a_gradient_is_multiplied_by_a_number_for_each_row():
    assert times(np.array([2.0, 3.0]), np.ones((2, 1))).tolist() == [[2.0], [3.0]]
    assert times(2.0, np.ones(2)).tolist() == [2.0, 2.0]


A, B, C = (np.random.default_rng(seed).normal(size=(3, 2)) for seed in range(3))


class Distance:
    sign = -1

    def forward(self, a, b):
        self.d = a - b
        return (self.d**2).sum()

    def backward(self):
        return 2 * self.d, self.sign * 2 * self.d


class WrongDistance(Distance):
    sign = 1


class Triplet:
    factor = 1

    def value(self, a, p, n):
        return ((a - p) ** 2 - (a - n) ** 2).sum()

    def gradient(self, a, p, n):
        return 2 * (n - p), -2 * (a - p), self.factor * 2 * (a - n)


class WrongTriplet(Triplet):
    factor = 3


class TargetToo:
    """A prediction and a target, both differentiated, by their usual names."""

    def loss(self, prediction, target):
        return ((prediction - target) ** 2).sum()

    def grad(self, prediction, target):
        return 2 * (prediction - target), 2 * (target - prediction)


@pytest.mark.parametrize(
    ("loss", "inputs", "wrong"),
    [
        (Distance, (A, B), None),
        (WrongDistance, (A, B), "dL_db"),
        (Triplet, (A, B, C), None),
        (WrongTriplet, (A, B, C), "dL_dn"),
        (TargetToo, (A, B), None),
    ],
)
def test_a_gradient_for_each_input_is_judged(loss, inputs, wrong):
    report = check_layer(loss(), inputs, checks=["gradient"], shrink=False)
    assert {finding.target for finding in report.failures} == ({wrong} if wrong else set()), str(report)
    assert len({finding.target for finding in report.findings}) == (1 if wrong else len(inputs))
    assert report.read_as.endswith("a gradient for each input")


class Tempered:
    """A distance with a temperature, whose gradient it leaves behind."""

    factor = 1

    def __init__(self):
        self.log_scale = np.array([0.3])

    def forward(self, a, b):
        self.a, self.b = a, b
        return np.exp(self.log_scale[0]) * ((a - b) ** 2).sum()

    def backward(self):
        scale = np.exp(self.log_scale[0])
        self.d_log_scale = np.array([self.factor * scale * ((self.a - self.b) ** 2).sum()])
        return 2 * scale * (self.a - self.b), 2 * scale * (self.b - self.a)


class WronglyTempered(Tempered):
    factor = 2


class Weighted(Tempered):
    """Of a prediction and a target, the first alone is differentiated."""

    def backward(self):
        return super().backward()[0]


class WronglyWeighted(Weighted):
    factor = 2


@pytest.mark.parametrize("loss", [Tempered, Weighted])
def test_parameters_of_a_loss_are_judged(loss):
    report = check_layer(loss(), (A, B), checks=["gradient"])
    assert report.verdict == "pass", str(report)
    assert report.account["log_scale"].became == "judged"


@pytest.mark.parametrize("loss", [WronglyTempered, WronglyWeighted])
def test_a_wrong_gradient_of_a_parameter_of_a_loss_fails(loss):
    report = check_layer(loss(), (A, B), checks=["gradient"], shrink=False)
    assert {finding.target for finding in report.failures} == {"dL_dlog_scale"}


class Squares:
    """A squared error that is summed over rows or over columns."""

    def __init__(self, axis, share=1.0):
        self.axis, self.share = axis, share

    def __call__(self, y, y_pred):
        self.off = y_pred - y
        return (self.off**2).sum(axis=self.axis)

    def gradient(self):
        return 2 * self.off * self.share


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("shape", [(3, 4), (4, 4), (1, 1), (2, 5)])
def test_a_loss_of_rows_is_told_from_one_of_columns_where_there_are_as_many(axis, shape):
    given = tuple(np.random.default_rng(0).normal(size=(2, *shape)))
    right, wrong = (check_layer(Squares(axis, share), given) for share in (1.0, 0.5))
    assert right.verdict == "pass", str(right)
    assert wrong.verdict == "fail"
