"""What the names in formulas refer to."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.oracle.names import (
    attributes_read,
    formula_names,
    input_spellings,
    names_read,
    reads_any,
    sizes_of,
)
from ethan_core import Contract
from ethan_core.formula import parse_formula, parse_formulas
from ethan_core.net import Mlp


class Layer:
    contract = Contract(shapes="N D -> N D", inputs=("X",))

    def __init__(self):
        self.scale, self.flag, self.table = 0.5, True, np.arange(3.0)
        self.pair, self.words, self.count = (1, 2), "text", np.int64(4)

    @property
    def broken(self):
        raise RuntimeError("no")

    def forward(self, x):
        return x

    def backward(self, g):
        return g


def subject():
    return Subject(Layer(), (np.ones((4, 3)),))


def test_every_name_on_a_right_side_is_read():
    formulas = parse_formulas("Z[n] = a*X[n]\nY[n] = Z[n]")
    assert {"a", "X", "Z", "n"} <= names_read(formulas)
    assert "Y" not in names_read(formulas)


@pytest.mark.parametrize("name", ["X", "x"])
def test_an_input_may_have_the_name_of_the_argument_or_the_other_case(name):
    assert formula_names(subject(), parse_formulas(f"Y[*i] = {name}[*i]")) == {"X": name}
    assert input_spellings(subject()) == {"X", "x"}


def test_attributes_are_numbers_flags_and_arrays():
    formulas = parse_formulas("Y[n] = scale*flag*table[n]*pair[0]*words*count*broken*X[n]")
    found = attributes_read(Layer(), formulas)
    assert {"scale", "flag", "table", "pair", "count"} == set(found)
    assert (found["scale"], found["flag"], found["count"]) == (0.5, True, 4)
    np.testing.assert_array_equal(found["pair"], [1, 2])


def test_sizes_are_those_of_the_contract_and_n():
    assert sizes_of(subject(), subject().values, {}) == {"N": 4, "D": 3}
    mlp = Subject(Mlp(3, 2), (np.ones((4, 3)),))
    held = {"in_features": 3, "out_features": 2}
    assert sizes_of(mlp, mlp.values, held) == {"N": 4, "in_features": 3, "out_features": 2}


def test_an_expression_reads_an_array_or_not():
    expression = parse_formula("L = Y[n]*(1 - Z)").expression
    assert reads_any(expression, {"Z"})
    assert not reads_any(expression, {"X"})
