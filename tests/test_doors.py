"""The checks of a layer one by one, and as parameters of a test."""

import numpy as np
import pytest

from ethan_check import Case, layer_checks, parametrize_with_checks
from ethan_core import Contract
from ethan_core.errors import ArgumentError
from ethan_core.fn import Relu
from ethan_core.registry import Entry


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
QUICK = ["gradient", "shapes"]


def only(layer, name, **details):
    """The one check of that name."""
    ((_, check),) = layer_checks(layer, checks=[name], **details)
    return check


def test_every_check_has_its_name():
    from ethan_check.checks import builtin_checks

    names = [name for name, _ in layer_checks(Square())]
    assert set(names) >= {check.name for check in builtin_checks()}
    assert names == sorted(names)


def test_a_check_that_passes_returns_its_report():
    report = only(Square(), "gradient")()
    assert (report.layer, report.verdict) == ("Square", "pass")


def test_a_check_that_fails_raises_its_message():
    with pytest.raises(AssertionError, match=r"^Halved: dL_dX "):
        only(Halved(), "gradient")()


@pytest.mark.parametrize(
    "layer",
    [Halved(), Halved, Case(Halved(), (X,)), Entry("halved.v1", Halved, contract=Square.contract)],
    ids=["object", "class", "case", "entry"],
)
def test_layers_come_in_four_forms(layer):
    with pytest.raises(AssertionError, match="dL_dX "):
        only(layer, "gradient")()


def test_inputs_may_be_given():
    with pytest.raises(AssertionError, match="dL_dX "):
        only(Halved(), "gradient", inputs=(X,))()


def test_a_known_failure_is_silent_and_strict():
    only(Halved(), "gradient", expected_failures={"gradient": "half"})()
    with pytest.raises(AssertionError, match="shapes passes, but its failure is expected"):
        only(Halved(), "shapes", expected_failures={"shapes": "half"})()


def test_known_failures_may_depend_on_the_layer():
    only(Halved(), "gradient", expected_failures=lambda layer: {"gradient": type(layer).__name__})()


def test_an_entry_brings_its_known_failures():
    entry = Entry("halved.v1", Halved, contract=Square.contract, expected_failures={"gradient": "half"})
    assert only(entry, "gradient")().verdict == "fail"


@pytest.mark.parametrize("details", [{"checks": ["gradeint"]}, {"expected_failures": {"gradeint": "?"}}])
def test_a_check_that_does_not_exist_is_an_error_at_once(details):
    with pytest.raises(
        ArgumentError, match=r"names 'gradeint', but no check is called that; did you mean gradient\?"
    ):
        layer_checks(Square(), **details)


@parametrize_with_checks([Relu(), Square(), Case(Square(), (X,))], checks=QUICK)
def test_parameters(layer, check):
    assert check().verdict == "pass"
    assert check(layer).verdict == "pass"


def parameters(**details):
    """What the decorator hands to pytest for one layer that is wrong."""

    @parametrize_with_checks([Halved()], **details)
    def test_it(layer, check):
        check()

    return {parameter.id: parameter.values[1] for parameter in test_it.pytestmark[0].args[1]}


def test_a_decorated_test_fails_with_the_message():
    checks = parameters(checks=QUICK)
    assert list(checks) == ["Halved-gradient", "Halved-shapes"]
    with pytest.raises(pytest.fail.Exception, match=r"^Halved: dL_dX "):
        checks["Halved-gradient"]()


def test_a_decorated_test_tells_pytest_of_known_failures_and_checks_that_do_not_apply():
    checks = parameters(checks=["gradient", "statistics"], expected_failures={"gradient": "half is enough"})
    with pytest.raises(pytest.xfail.Exception, match=r"half is enough \(Halved: dL_dX "):
        checks["Halved-gradient"]()
    with pytest.raises(pytest.skip.Exception):
        checks["Halved-statistics"]()


def test_a_decorator_without_layers_is_an_error():
    with pytest.raises(ArgumentError, match="no layers"):
        parametrize_with_checks([])
