"""Inputs that a table gives: they are made with the layer, and what cannot be made is told in a line."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.cases.example import Example
from ethan_check.subject.execution.faults import LayerFault
from ethan_core.errors import EthanError


class Scale:
    def __init__(self, k, rng=None):
        self.k, self.rng = k, rng

    def forward(self, x):
        return self.k * x

    def backward(self, g):
        return self.k * g


def raising(error):
    def make():
        raise error

    return make


def test_it_is_a_case_once_it_is_made():
    case = Example({"k": 2.0}, lambda: [[1.0, 2.0]]).case(Scale, 0)
    assert (case.layer.k, case.label) == (2.0, "k=2.0")
    assert case.layer.rng.integers(9) == np.random.default_rng(0).integers(9)
    np.testing.assert_array_equal(case.inputs, [[1.0, 2.0]])


def test_a_layer_is_judged_on_it():
    report = check_layer(Scale, cases=[Example({"k": 2.0}, lambda: [np.ones((2, 3))])], checks=["gradient"])
    assert report.verdict == "pass"


def test_an_input_that_cannot_be_made_is_told_in_a_line():
    with pytest.raises(LayerFault, match="what makes its example raised SystemExit"):
        Example({"k": 2.0}, raising(SystemExit("no"))).case(Scale, 0)
    with pytest.raises(EthanError, match="in words of its own"):
        Example({"k": 2.0}, raising(EthanError("in words of its own"))).case(Scale, 0)
    with pytest.raises(LayerFault, match="the constructor with j=2 raised TypeError"):
        Example({"j": 2}, lambda: [np.ones(2)]).case(Scale, 0)


def test_the_global_generators_are_as_they_were():
    before = np.random.get_state()[2]
    case = Example({"k": 1.0}, lambda: [np.random.normal(size=3)]).case(Scale, 0)
    again = Example({"k": 1.0}, lambda: [np.random.normal(size=3)]).case(Scale, 0)
    np.testing.assert_array_equal(case.inputs[0], again.inputs[0])
    assert np.random.get_state()[2] == before
