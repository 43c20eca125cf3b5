"""Formulas bound to one subject."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.oracle.documentation import Documentation, has_no_value
from ethan_check.oracle.number_systems import Digits, Floats
from ethan_core.errors import FormulaError
from ethan_core.fn import MSE
from ethan_core.net import Mlp
from oracle.layers import SQUARE, Square, X, subject_of

FIFTY = Digits(50)


def bound(formula=SQUARE, layer=None):
    subject = subject_of(layer or Square(), formula)
    return Documentation(subject, subject.values)


def test_the_documented_forward_has_many_digits():
    value = bound("Y[*i] = X[*i]/3").forward(FIFTY, {"X": X})
    assert abs(value[2] * 3 - 2) < 1e-48
    np.testing.assert_array_equal(bound().forward(Floats(), {"X": X}).astype(float), X * X)


def test_a_stated_derivative_is_taken_with_the_cotangent():
    documentation = bound()
    (statement,) = documentation.statements("X")
    u = np.array([1.0, -2.0, 0.5])
    stated = documentation.derivative(statement, FIFTY, {"X": X}, u)
    np.testing.assert_array_equal(stated.astype(float), 2 * X * u)
    assert str(statement) == "dY[*i]/dX[*i]"


def test_the_reduction_of_a_parameter_and_of_a_loss_is_undone():
    subject = Subject(Mlp(3, 2), (np.random.default_rng(0).normal(size=(4, 3)),))
    documentation = Documentation(subject, subject.values)
    (statement,) = documentation.statements("b")
    u = np.ones(8)
    stated = documentation.derivative(statement, FIFTY, subject.values, u).astype(float)
    np.testing.assert_allclose(stated, subject.pullback(subject.values, u)["b"])
    loss = Subject(MSE(), (np.ones((4, 2)), np.zeros((4, 2))))
    documentation = Documentation(loss, loss.values)
    (statement,) = documentation.statements("prediction")
    stated = documentation.derivative(statement, FIFTY, loss.values, np.ones(1)).astype(float)
    np.testing.assert_allclose(stated, loss.pullback(loss.values, np.ones(1))["prediction"])


def test_a_line_in_terms_of_the_output_can_be_given_another_output():
    documentation = bound("Y[*i] = exp(X[*i])\ndY[*i]/dX[*i] = Y[*i]")
    (statement,) = documentation.statements("X")
    assert documentation.reads_output(statement)
    stated = documentation.derivative(statement, FIFTY, {"X": X}, np.ones(3), np.array([1.0, 2.0, 3.0]))
    assert stated.astype(float).tolist() == [1, 2, 3]
    assert not bound().reads_output(bound().statements("X")[0])


def test_shapes_that_differ_are_told():
    with pytest.raises(FormulaError, match=r"Y has 1 axes, shape \(3,\), but 0 indices stand here"):
        bound("Y = 3").forward(FIFTY, {"X": X})


def test_constants_that_are_no_whole_numbers_are_rounded():
    layer = Square()
    layer.scale, layer.count = 0.1, 2.0
    assert bound("Y[*i] = scale*X[*i]", layer).constants_are_rounded
    assert not bound("Y[*i] = count*X[*i]", layer).constants_are_rounded


def test_a_formula_without_a_value_is_told_from_one_that_does_not_fit():
    with pytest.raises(FormulaError) as caught:
        bound("Y[*i] = log(X[*i])").forward(FIFTY, {"X": X})
    assert has_no_value(caught.value)
    with pytest.raises(FormulaError) as caught:
        bound("Y[*i] = X[*i]*scale").forward(FIFTY, {"X": X})
    assert not has_no_value(caught.value)


def test_a_number_is_shown_with_as_many_digits_as_floats_can_tell():
    assert bound().in_digits(FIFTY.lift(1) / 3) == "0.33333333333333333333"
