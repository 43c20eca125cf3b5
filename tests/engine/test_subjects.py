"""What the checks of one layer run on, whatever its caller has handed over."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Tanh, X

from ethan_check.engine.subjects import name_of, subjects_of
from ethan_check.subject.options import LayerOptions
from ethan_core import Case, Contract
from ethan_core.errors import ArgumentError


def subjects(layer=None, inputs=None, contract=None, cases=None):
    return subjects_of(layer, inputs, contract, cases, 0, LayerOptions(), "it")


@pytest.mark.parametrize(
    ("layer", "cases", "name"),
    [
        (Tanh(), None, "Tanh"),
        (Tanh, None, "Tanh"),
        (None, Case(Tanh(), (X,)), "Tanh"),
        (None, [Case(Tanh(), (X,))], "Tanh"),
        (None, lambda rng: Case(Tanh(), (X,)), "layer"),
        (None, [], "layer"),
    ],
)
def test_a_layer_is_called_after_its_class_where_it_can_be_seen(layer, cases, name):
    assert name_of(layer, cases) == name


def test_given_arrays_come_first_and_are_as_they_were_given():
    assert np.array_equal(subjects(Tanh(), (X,)).subject(0).values["x"], X)


def test_without_arrays_cases_are_drawn_from_the_contract():
    contract = Contract(shapes="A B -> A B", inputs=("x",))
    first = subjects(Tanh, contract=contract).subject(0)
    assert first.targets == {"x": "dL_dx"}
    assert first.values["x"].ndim == 2


def test_where_no_forward_can_be_asked_there_is_nothing_to_draw_from():
    class Silent:
        pass

    with pytest.raises(ArgumentError, match="inputs"):
        subjects(Silent())
