"""Gradients that differ on purpose: declared, and held to what was declared."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.declared_differences import DeclaredDifference, declared_differences
from ethan_core.errors import ArgumentError

X = np.random.default_rng(0).normal(size=(4, 3))


class Reversal:
    """The identity, whose gradient is reversed."""

    factor = -1.0

    def forward(self, x):
        return x * 1.0

    def backward(self, g):
        return self.factor * g


class Scaled(Reversal):
    factor = 0.25


class Quantised:
    """Rounds, and passes the gradient on."""

    def __init__(self):
        self.scale = np.array([0.5, 2.0, 1.5])

    def forward(self, x):
        self.y = np.round(4 * x) / 4
        return self.y * self.scale

    def backward(self, g):
        self.dscale = (g * self.y).sum(axis=0)
        return g * self.scale


class WronglyQuantised(Quantised):
    def backward(self, g):
        dx = super().backward(g)
        self.dscale = 2 * self.dscale
        return dx


class StaleQuantised(Quantised):
    def backward(self, g):
        dx = super().backward(g)
        self.scale = self.scale * 1.0
        return np.multiply(dx, 1.0, out=g)


class Clipped:
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, g):
        return np.clip(2 * g * self.x, -0.5, 0.5)


class Padded:
    """An embedding whose row 0 stands for padding."""

    rows = 1

    def __init__(self):
        self.table = np.random.default_rng(1).normal(size=(5, 2))

    def forward(self, ids):
        self.ids = ids
        return self.table[ids]

    def backward(self, g):
        self.dtable = np.zeros_like(self.table)
        np.add.at(self.dtable, self.ids, g)
        self.dtable[: self.rows] = 0


class PaddedTwice(Padded):
    rows = 2


class NotPadded(Padded):
    rows = 0


IDS = np.array([0, 1, 0, 2, 4, 1])


@pytest.mark.parametrize(
    ("layer", "inputs", "differs", "account"),
    [
        (Reversal, X, {"X": -1}, "judged: -1 times the derivative"),
        (Scaled, X, {"X": 0.25}, "judged: 0.25 times the derivative"),
        (Quantised, X, {"X": "straight-through"}, "declared: straight-through"),
        (Clipped, X, {"X": "clipped"}, "declared: clipped"),
        (Padded, IDS, {"table": {"zero_rows": [0]}}, "judged: 0 in row 0"),
        (PaddedTwice, IDS, {"table": {"zero_rows": [0, 1]}}, "judged: 0 in row 0, 1"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_differs_as_declared_passes(layer, inputs, differs, account):
    assert check_layer(layer(), (inputs,), shrink=False).verdict == "fail"
    report = check_layer(layer(), (inputs,), differs=differs)
    assert report.verdict == "pass", str(report)
    (name,) = differs
    assert str(report.account[name]).startswith(account)


@pytest.mark.parametrize(
    ("layer", "inputs", "differs", "target"),
    [
        (Reversal, X, {"X": -2}, "dL_dX"),
        (Scaled, X, {"X": -0.25}, "dL_dX"),
        (WronglyQuantised, X, {"X": "straight-through"}, "dL_dscale"),
        (NotPadded, IDS, {"table": {"zero_rows": [0]}}, "dL_dtable"),
        (PaddedTwice, IDS, {"table": {"zero_rows": [0]}}, "dL_dtable"),
        (Padded, IDS, {"table": 1.0}, "dL_dtable"),
    ],
)
def test_what_differs_otherwise_fails(layer, inputs, differs, target):
    report = check_layer(layer(), (inputs,), differs=differs, checks=["gradient"], shrink=False)
    assert {finding.target for finding in report.failures} == {target}, str(report)


def test_a_factor_that_does_not_fit_is_told_with_what_was_declared():
    report = check_layer(Scaled(), (X,), differs={"X": -0.5}, checks=["gradient"], shrink=False)
    lines = report.message.splitlines()
    assert lines[0].startswith("Scaled: dL_dX is -1/2 of the derivative")
    assert "  compared with what was declared: dL_dX is -0.5 times the derivative" in lines


def test_purity_and_the_rest_are_still_judged():
    report = check_layer(StaleQuantised(), (X,), differs={"X": "straight-through"})
    assert "purity" in {finding.check for finding in report.failures}


def test_what_is_clipped_is_not_asked_about_linearity_and_what_passes_through_is():
    assert "linearity" in check_layer(Clipped(), (X,), differs={"X": "clipped"}).not_applicable
    report = check_layer(Quantised(), (X,), differs={"X": "straight-through"})
    assert "linearity" in {finding.check for finding in report.findings}


@pytest.mark.parametrize(
    "value", [0, float("nan"), float("inf"), True, "clip", None, {"zero_rows": []}, {"rows": [0]}]
)
def test_what_cannot_be_declared_is_one_line(value):
    with pytest.raises(ArgumentError) as caught:
        declared_differences({"x": value})
    assert str(caught.value) == (
        f"differs is {value!r} for x, expected a number other than 0, 'straight-through', 'clipped' or "
        "{'zero_rows': [0]}"
    )


def test_something_else_than_a_mapping_is_one_line():
    with pytest.raises(
        ArgumentError, match=r"^differs is 'x', expected for each array a number other than 0, "
    ):
        declared_differences("x")


@pytest.mark.parametrize(
    ("differs", "message"),
    [
        ({"y": -1}, "differs names 'y', but Padded owes gradients of table"),
        ({"ids": -1}, "differs names 'ids', but Padded owes gradients of table"),
        ({"table": {"zero_rows": [5]}}, "differs names row 5 of table, which has 5 rows"),
    ],
)
def test_a_name_or_a_row_that_is_not_there_is_one_line(differs, message):
    with pytest.raises(ArgumentError) as caught:
        Subject(Padded(), (IDS,), differs=differs)
    assert str(caught.value) == message


def test_a_declaration_says_what_it_is():
    assert str(DeclaredDifference(zero_rows=(0, 3))) == "0 in row 0, 3"
