"""One check bound to one layer, ready to be called."""

import numpy as np
import pytest

from ethan_check import Case
from ethan_check.checks import builtin_checks
from ethan_check.layer_check import bind_checks
from ethan_check.loading.load_error import LoadError
from ethan_check.loading.manager import Loaded
from ethan_core import Contract
from ethan_core.errors import ArgumentError
from ethan_core.registry import Entry, Registry


class Square:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


class Halved(Square):
    def backward(self, dL_dY):
        return self.X * dL_dY


X = np.array([[0.5, -1.5]])


def loaded(checks=None, **details):
    """What there is to check with, without looking for plugins."""
    return Loaded(Registry(), tuple(builtin_checks() if checks is None else checks), (), **details)


def bound(layer, checks=None, *, inputs=None, seed=0, expected=None, using=None, **details):
    return list(bind_checks(layer, inputs, checks, seed, expected, details, using or loaded()))


def only(layer, check_name, **options):
    """The one check of that name."""
    (check,) = bound(layer, [check_name], **options)
    return check


# What there is


def test_every_check_that_is_available_is_bound_in_order():
    checks = builtin_checks()[:3]
    assert [check.name for check in bound(Square(), using=loaded(checks))] == [check.name for check in checks]
    assert [check.name for check in bound(Square(), ["shapes", "gradient"])] == ["shapes", "gradient"]


def test_nothing_runs_before_a_check_is_called():
    class Raises(Square):
        def __init__(self):
            raise ValueError("no")

    assert bound(Raises)


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (Square(), "Square"),
        (Square, "Square"),
        (Case(Square(), (X,)), "Square"),
        (Case(Square, (X,)), "Square"),
        (Entry("square.v1", Square), "square.v1"),
    ],
    ids=["object", "class", "case", "class in a case", "entry"],
)
def test_a_check_knows_the_name_of_its_layer(layer, name):
    assert {check.layer for check in bound(layer)} == {name}
    assert {check.layer for check in bound(layer, name="mine")} == {"mine"}


@pytest.mark.parametrize("names", [{"checks": ["gradeint"]}, {"expected": {"gradeint": "?"}}], ids=str)
def test_a_check_that_does_not_exist_is_told(names):
    where = "checks" if "checks" in names else "expected_failures"
    text = rf"^{where} names 'gradeint', but no check is called that; did you mean gradient\?$"
    with pytest.raises(ArgumentError, match=text):
        bound(Square(), **names)


def test_what_could_not_be_loaded_is_a_check_that_fails():
    broken = LoadError("ethan.checks", "mine", "my-checks", "ImportError: no (mine.py:3)")
    *_, last = bound(Square(), ["shapes"], using=loaded(broken=(broken,)))
    assert (last.name, last.layer, last.expected) == (f"broken.{broken.label}", "Square", None)
    with pytest.raises(AssertionError) as caught:
        last()
    assert str(caught.value) == str(broken)


# Calling one


def test_a_check_that_passes_returns_its_report():
    report = only(Square(), "gradient")()
    assert (report.layer, report.verdict) == ("Square", "pass")


def test_a_check_that_fails_raises_its_message():
    with pytest.raises(AssertionError, match=r"^Halved: dL_dX "):
        only(Halved(), "gradient")()


def test_the_outcome_is_had_without_an_exception():
    report, outcome = only(Halved(), "gradient").outcome()
    assert (report.verdict, outcome.kind) == ("fail", "fail")
    assert outcome.text == report.message


def test_a_check_that_does_not_apply_is_silent():
    report, outcome = only(Square(), "statistics").outcome()
    assert outcome.kind == "not applicable"
    assert only(Square(), "statistics")().not_applicable == report.not_applicable


@pytest.mark.parametrize(
    "layer",
    [Halved(), Halved, Case(Halved(), (X,)), Entry("halved.v1", Halved, contract=Square.contract)],
    ids=["object", "class", "case", "entry"],
)
def test_layers_come_in_four_forms(layer):
    with pytest.raises(AssertionError, match="dL_dX "):
        only(layer, "gradient")()


def test_inputs_seed_and_details_are_handed_on():
    report, _ = only(Halved(), "gradient", inputs=(X,), seed=5, shrink=False, name="mine").outcome()
    assert (report.layer, report.seed, report.findings[0].case) == ("mine", 5, "inputs (1, 2)")


# Known failures


def test_a_known_failure_is_silent_and_strict():
    only(Halved(), "gradient", expected={"gradient": "half"})()
    with pytest.raises(AssertionError, match=r"^Halved: shapes passes, but its failure is expected \(half\)"):
        only(Halved(), "shapes", expected={"shapes": "half"})()


def test_known_failures_may_depend_on_the_layer():
    check = only(Halved(), "gradient", expected=lambda layer: {"gradient": type(layer).__name__})
    assert check.expected.reason == "Halved"
    check()


def test_an_entry_brings_its_known_failures_and_the_callers_come_first():
    entry = Entry("halved.v1", Halved, contract=Square.contract, expected_failures={"gradient": "half"})
    assert only(entry, "gradient").expected.reason == "half"
    assert only(entry, "gradient")().verdict == "fail"
    assert only(entry, "gradient", expected={"gradient": "mine"}).expected.reason == "mine"
    assert only(entry, "shapes").expected is None
    assert entry.expected_failures == {"gradient": "half"}
