"""Layers that behave badly are judged all the same, and leave nothing behind."""

import random
import sys
import warnings

import numpy as np
import pytest
from conventions import unruly
from conventions.unruly import RIGHT, X

from ethan_check import Case, Subject, check_layer
from ethan_core import Contract

each = pytest.mark.parametrize("cls", RIGHT, ids=lambda cls: cls.__name__)


def wrong(cls):
    return type(cls.__name__, (cls,), {"scale": 1.001, "__slots__": ()})


@each
def test_a_right_one_passes(cls):
    report = check_layer(
        cls(), (X,), checks=("gradient", "shapes", "linearity", "determinism", "layout"), certificate=0.01
    )
    assert report.verdict == "pass", str(report)  # One is in single precision, which shows a thousandth.
    assert report.cases >= 10


@each
def test_a_wrong_one_fails(cls):
    report = check_layer(wrong(cls)(), (X,), checks=("gradient",), shrink=False)
    assert report.verdict == "fail", str(report)


@each
def test_every_parameter_is_found(cls):
    names = Subject(cls(), (X,)).parameters
    expected = {
        unruly.OfOneBuffer: {"theta"},
        unruly.UpdatesOneBuffer: {"theta"},
        unruly.Shared: {"W"},
        unruly.Named: {"X", "b"},
    }
    assert set(names) == expected.get(cls, {"W", "b"})


@each
def test_nothing_is_left_behind(cls, capfd):
    layer = cls()
    np.random.seed(5)
    random.seed(5)
    state = np.random.get_state(legacy=False), random.getstate()
    errors, filters, streams = np.geterr(), list(warnings.filters), (sys.stdout, sys.stderr)
    check_layer(layer, (X,), checks=("gradient", "state"))
    after = np.random.get_state(legacy=False)
    assert np.array_equal(after["state"]["key"], state[0]["state"]["key"])
    assert after["state"]["pos"] == state[0]["state"]["pos"]
    assert random.getstate() == state[1]
    assert (np.geterr(), warnings.filters, (sys.stdout, sys.stderr)) == (errors, filters, streams)
    assert capfd.readouterr() == ("", "")


def test_the_layer_that_was_handed_over_is_never_run():
    layer = unruly.PilesUp()
    check_layer(layer, (X,))
    assert layer.caches == []
    lazy = unruly.Lazy()
    check_layer(lazy, (X,), checks=("gradient",))
    assert lazy.W is None


def test_one_that_cannot_be_copied_is_an_error_that_says_what_to_give():
    report = check_layer(unruly.Uncopyable(), (X,), checks=("gradient",))
    assert report.verdict == "error"
    assert "Uncopyable cannot be copied" in str(report)
    assert "give its class, or a function" in str(report)


@pytest.mark.parametrize("make", [unruly.Uncopyable, lambda: unruly.Uncopyable()], ids=["class", "function"])
def test_one_that_cannot_be_copied_is_made_anew(make):
    assert check_layer(make, (X,)).verdict == "pass"


def test_a_wrong_one_that_is_made_anew_fails():
    report = check_layer(wrong(unruly.Uncopyable), (X,), checks=("gradient",))
    assert {finding.target for finding in report.failures} == {"dL_dW"}


def test_a_layer_that_is_made_anew_may_be_declared():
    contract = Contract(shapes="N 3 -> N 2")
    assert check_layer(unruly.Uncopyable, contract=contract, checks=("gradient",)).verdict == "pass"


def test_a_generator_that_is_held_cannot_be_copied_nor_shared():
    class Stream(unruly.Base):
        def __init__(self):
            super().__init__()
            self.noise = (i for i in range(10))

    assert "cannot be copied" in str(check_layer(Stream(), (X,), checks=("gradient",)))


def test_an_input_without_a_gradient_is_reported_and_may_be_declared():
    report = check_layer(unruly.FirstLayer(), (X,), checks=("gradient",))
    assert (report.verdict, report.failures[0].target) == ("fail", "dL_dX")
    assert 'frozen=["X"]' in str(report)
    assert check_layer(unruly.FirstLayer(), (X,), frozen=["X"]).verdict == "pass"
    contract = Contract(inputs=("X",), constants=("X",))
    assert check_layer(unruly.FirstLayer(), (X,), contract=contract).verdict == "pass"
    failing = check_layer(wrong(unruly.FirstLayer)(), (X,), contract=contract, checks=("gradient",))
    assert {finding.target for finding in failing.failures} == {"dL_dW"}


def test_a_declared_parameter_without_a_gradient_is_a_mistake():
    class Forgets(unruly.Base):
        def backward(self, g):
            dx = super().backward(g)
            del self.db
            return dx

    contract = Contract(shapes="N 3 -> N 2", parameters={"W": "3 2", "b": "2"})
    report = check_layer(Forgets(), contract=contract, checks=("gradient",))
    assert {finding.target for finding in report.failures} == {"dL_db"}


def test_an_array_without_a_gradient_is_named():
    class Half(unruly.Base):
        def backward(self, g):
            return g @ self.W.T

    assert "no gradient found for W, b" in Subject(Half(), (X,)).read_as


def test_a_layer_that_leaves_python_is_an_error_not_an_exit():
    class Leaves(unruly.Base):
        def forward(self, x):
            sys.exit(3)

    report = check_layer(Leaves(), (X,), checks=("gradient",))
    assert report.verdict == "error"
    assert "SystemExit" in str(report)


def test_several_layers_may_be_handed_over_ready():
    report = check_layer(cases=[Case(unruly.Lazy(), (X,)), Case(unruly.Slots(), (X,))], checks=("gradient",))
    assert report.verdict == "pass"


class Windows:
    """Sums over three neighbours, through strides; the last windows stay inside, or run past the end."""

    def __init__(self, past):
        self.past = past

    def forward(self, x):
        x = np.ascontiguousarray(x)
        self.shape = x.shape
        rows, length = x.shape
        windows = (rows, length - 2 + self.past, 3)
        return np.lib.stride_tricks.as_strided(x, windows, (*x.strides, x.strides[1])).sum(axis=2)

    def backward(self, g):
        dx = np.zeros(self.shape[0] * self.shape[1] + 2, g.dtype)
        columns = np.arange(self.shape[0])[:, None] * self.shape[1] + np.arange(g.shape[1])
        for k in range(3):
            np.add.at(dx, columns + k, g)
        return dx[:-2].reshape(self.shape)


def test_strides_inside_the_buffer_pass():
    assert check_layer(Windows(0), (np.arange(20.0).reshape(4, 5) / 7,)).verdict == "pass"


def test_strides_past_the_buffer_are_different_answers():
    report = check_layer(Windows(2), (np.arange(20.0).reshape(4, 5) / 7,), checks=("determinism",))
    assert report.verdict == "fail"
    assert "reads past its buffer" in str(report)


class ReadsBeyondInBackward(unruly.Base):
    def backward(self, g):
        dx = super().backward(g)
        beyond = np.lib.stride_tricks.as_strided(self.dW, (3, 3), self.dW.strides)
        self.dW = self.dW + beyond[:, 2:]
        return dx


def test_a_backward_that_reads_past_a_buffer_of_its_own():
    assert check_layer(ReadsBeyondInBackward(), (X,)).verdict == "fail"
