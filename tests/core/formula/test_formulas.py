"""What each line is for, and what lines say together."""

from __future__ import annotations

import numpy as np
import pytest

from core.formula.samples import FLOATS, SAMPLES, refuses
from ethan_core.formula import FormulaError, parse_formulas


def test_several_outputs_add_their_gradients():
    formulas = parse_formulas("A[i] = 2*X[i]\nB[i] = X[i]**2\ndA[i]/dX[i] = 2\ndB[i]/dX[i] = 2*X[i]")
    X = {"X": np.array([3.0, 5.0])}
    above = {"A": np.array([1.0, 0.0]), "B": np.array([1.0, 10.0])}
    assert formulas.outputs == ("A", "B")
    assert list(formulas.vjp("X", FLOATS, X, above)) == [8.0, 100.0]
    with pytest.raises(FormulaError, match="give a cotangent for each output by name: A, B"):
        formulas.vjp("X", FLOATS, X, np.ones(2))


def test_a_line_that_others_read_and_nobody_differentiates_is_no_output():
    def outputs(name):
        return [str(line.left) for line in parse_formulas(SAMPLES[name].text).forward]

    assert outputs("gelu") == ["Y[*i]"]
    assert outputs("softmax") == ["y[n, i]"]
    mlp = parse_formulas(SAMPLES["mlp"].text)
    assert [str(line.left.by) for line in mlp.gradients] == ["X[n, i]", "W[o, i]", "b[o]"]
    assert len(mlp.derivatives) == 1


def test_what_nobody_states_is_said():
    with pytest.raises(FormulaError, match="no line states dL/dW or a derivative by W"):
        parse_formulas("Y[*i] = X[*i]").vjp("W", FLOATS, {}, np.ones(1))


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("Y = 3\nY = 4", (2, 1), "'Y' is defined twice, first in line 1"),
        ("Y[n] = X[n]\ndZ[n]/dX[n] = 1", (2, 1), "no line defines 'Z'; the lines define Y"),
        ("Y[n] = X[n]\ndL[n]/dX[n] = 1", (2, 1), "the loss L is one number and has no indices"),
    ],
)
def test_lines_that_contradict_each_other_are_refused(text, place, message):
    refuses(text, place, message)
