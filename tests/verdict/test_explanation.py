"""What one directional test saw, as a step of a trace."""

import json

import numpy as np
import pytest
from subject.small_layers import Affine, Elementwise, X

from ethan_check.subject.subject import Subject
from ethan_check.trace import NO_TRACE, Tracer
from ethan_check.verdict.explanation import note_test
from ethan_check.verdict.probe import directional_test, with_rounding


def noted(layer, x, **options):
    tracer, subject = Tracer(), Subject(layer, (x,), convention=options.pop("convention", None))
    found = directional_test(subject, subject.values, np.random.default_rng(0), **options)
    note_test(tracer, "here", found)
    (step,) = tracer.steps
    json.dumps(step.to_json(), allow_nan=False)
    return step, found


def test_what_agrees_is_told_with_its_numbers():
    step, found = noted(Elementwise(), np.array([0.5, -0.25]), scaling="common")
    assert step.what == "directional test here: agrees"
    facts = dict(step.facts)
    assert facts.pop("tolerance_from") == {
        "error bars of the differences": found.comparison.error_bars,
        "rounding of the sums": found.comparison.rounding,
        "rounding of large outputs": found.comparison.cancellation,
    }
    assert facts == {
        "point": {"X": [0.5, -0.25]},
        "scaling": "common",
        "methods": {"complex step": 2},
        "evaluations_of_forward": found.derivative.calls,
        "backward": found.comparison.analytic,
        "derivative": found.comparison.numeric,
        "difference": found.difference,
        "tolerance": found.comparison.tolerance,
    }


def test_what_disagrees_is_told():
    step, _ = noted(Elementwise(np.tanh, np.tanh), X)
    assert step.what == "directional test here: disagrees"


def test_the_parts_of_a_tolerance_add_up():
    step, _ = noted(Elementwise(), X, careful=True)
    assert "rounding of backward, measured" in step.facts["tolerance_from"]
    assert sum(step.facts["tolerance_from"].values()) == pytest.approx(step.facts["tolerance"], rel=1e-12)


def test_only_what_moves_is_part_of_the_point_and_only_a_few_numbers_are_told():
    step, _ = noted(Affine(), np.ones((4, 3)), names=("X", "b"))
    assert step.facts["point"] == {"X": "of shape (4, 3)", "b": [0.1, -0.2]}


def test_real_differences_tell_the_noise_of_forward():
    step, found = noted(Elementwise(), X, use_complex=False)
    assert step.facts["noise_of_forward"] == float(found.derivative.noise.max())
    assert "noise_of_forward" not in noted(Elementwise(), X)[0].facts


def test_outputs_that_could_not_be_used_are_counted_with_the_reason():
    def kinked(x):
        with np.errstate(all="ignore"):
            return np.where(np.real(x) > 9, np.sin(1e9 * np.real(x)), np.abs(np.real(x)))

    step, _ = noted(Elementwise(kinked, np.sign), np.array([0.0, 1.0, 10.0, 11.0]), scaling="common")
    assert step.facts["methods"]["left out, at a kink"] == 1
    assert step.facts["methods"]["left out, no step converges"] == 2
    assert sum(step.facts["methods"].values()) == 4


def test_where_no_output_can_be_used_nothing_is_compared():
    step, _ = noted(Elementwise(np.abs, np.sign), np.zeros(2))
    assert step.what == "directional test here: no output can be used"
    assert "tolerance" not in step.facts
    assert step.facts["methods"] == {"left out, at a kink": 2}


@pytest.mark.parametrize("x", [np.array(0.5), np.zeros((0, 3))], ids=["0-d", "empty"])
def test_points_of_every_shape(x):
    assert noted(Elementwise(), x, convention="plain")[0].facts["point"] == {"X": x.tolist()}


def test_where_no_trace_is_kept_nothing_is_worked_out():
    note_test(NO_TRACE, "here", None)


def test_measured_rounding_is_told_where_there_is_some():
    tracer, subject = Tracer(), Subject(Elementwise(), (X,))
    found = directional_test(subject, subject.values, np.random.default_rng(0))
    for probe in (found, with_rounding(subject, found)):
        note_test(tracer, "here", probe)
    told = ["rounding of backward, measured" in step.facts["tolerance_from"] for step in tracer.steps]
    assert told == [False, True]
