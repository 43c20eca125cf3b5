"""How much is asked of a layer: so many cases of each check, and so sharp a certificate."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Tanh, X

from ethan_check.checks.gradient import CHECK as GRADIENT
from ethan_check.checks.shapes import CHECK as SHAPES
from ethan_check.checks.state import CHECK as STATE
from ethan_check.engine.planned import Planned
from ethan_check.engine.subjects import subjects_of
from ethan_check.numerics.tolerances.bars import CERTIFICATE, COARSE_CERTIFICATE
from ethan_check.numerics.tolerances.repeats import COARSE_CASES
from ethan_check.subject.options import LayerOptions
from ethan_core import Case, Contract


def planned(cases=None, **options):
    inputs = (X,) if cases is None else None
    layer = Tanh() if cases is None else None
    return Planned(subjects_of(layer, inputs, None, cases, 0, LayerOptions(**options), "tanh"))


def drawn(rng):
    return Case(Tanh(), (rng.normal(size=(2, 3)),))


def test_a_question_of_structure_needs_fewer_cases_than_one_of_numbers():
    assert planned(drawn).cases(SHAPES) < planned(drawn).cases(GRADIENT)


def test_where_layers_are_drawn_as_well_a_mistake_may_show_in_few_of_them():
    assert planned(drawn).cases(STATE) > planned().cases(STATE)


def test_of_what_runs_in_low_precision_alone_fewer_cases_are_looked_at():
    coarse = planned([Case(Tanh(), (X.astype(np.float16),))] * 40, dtype="float16")
    assert coarse.is_coarse
    assert coarse.cases(GRADIENT) == COARSE_CASES
    assert planned([Case(Tanh(), (X,))] * 40).cases(GRADIENT) > COARSE_CASES


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, CERTIFICATE),
        ({"certificate": 1e-6}, 1e-6),
        ({"dtype": "float16"}, COARSE_CERTIFICATE),
        ({"dtype": "float16", "certificate": 1e-2}, 1e-2),
    ],
)
def test_what_is_stated_goes_before_what_the_precision_allows(options, expected):
    assert planned(**options).certificate == expected


def of_sizes(*sizes):
    """A rule that draws layers on so many rows, in turn, from its generator's seed alone."""

    def rule(rng):
        return Case(Tanh(), (rng.normal(size=(sizes[int(rng.integers(len(sizes)))], 3)),))

    return rule


def test_of_the_cases_of_a_rule_a_question_of_structure_is_asked_of_the_largest_and_the_smallest():
    found = planned(of_sizes(1, 2, 9))
    positions = found.positions(STATE)
    assert positions[0] == 0
    assert len(set(positions)) == len(positions) == found.cases(STATE)
    drawn = [found.subjects.source.draw(position) for position in positions[2:]]
    assert [len(one.case.inputs[0]) for one in drawn] == [9, 9, 9, 1]
    assert not any(one.reshaped for one in drawn)  # A longer axis is an invention, of one layer alone.


def test_a_question_of_numbers_is_asked_of_all_in_their_order():
    assert planned(of_sizes(1, 9)).positions(GRADIENT) == tuple(range(24))


def test_a_rule_that_raises_is_left_to_raise_where_it_is_to_be_said():
    def rule(rng):
        if rng.random() < 0.5:
            raise ValueError("an unlucky draw")
        return drawn(rng)

    found = planned(rule)
    positions = found.positions(STATE)
    assert positions[0] == 0
    assert len(positions) == found.cases(STATE)
    for position in positions[3:]:
        assert found.subjects.source.draw(position)  # Those that are chosen by their size can be drawn.


class Relu:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, g):
        return np.where(self.x > 0, g, 0)


def plans(shapes, layer=Relu):
    """What is asked of a layer under many seeds."""
    return [
        Planned(subjects_of(layer(), None, Contract(shapes=shapes), None, seed, LayerOptions(), "relu"))
        for seed in range(40)
    ]


def gradient(found, position):
    return np.asarray(found.subjects.subject(position).own_answer.reported.inputs[0])


def test_the_last_case_of_a_question_of_structure_is_one_in_whose_gradient_an_order_shows():
    for found in plans("*axes -> *axes"):
        told = gradient(found, found.positions(STATE)[-1])
        assert not np.array_equal(told.ravel(), told.ravel("F"))


def test_where_there_is_no_order_it_is_one_whose_gradient_is_not_zero_throughout():
    for found in plans("N -> N"):
        assert any(gradient(found, position).any() for position in found.positions(STATE))
        assert len(found.positions(STATE)) == found.cases(STATE)


def test_where_no_case_tells_anything_they_are_the_first():
    class Dead(Relu):
        def backward(self, g):
            return 0 * g

    for found in plans("N D -> N D", Dead)[:3]:
        assert found.positions(STATE) == (0, 1)


def test_a_layer_that_raises_is_left_to_raise_where_it_is_to_be_said():
    class Raises(Relu):
        def backward(self, g):
            raise ValueError("not today")

    assert plans("N D -> N D", Raises)[0].positions(STATE) == (0, 1)
