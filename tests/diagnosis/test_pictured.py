"""What pictures of a failure are made of."""

import json

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.diagnosis.pictured import as_first_seen, whole_gradient
from ethan_check.numerics.tolerances.sizes import DENSE_ENTRIES
from ethan_check.result import Finding
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.fn import Relu


class LastRow:
    """y = x W, whose gradient of W forgets half of the last row."""

    def __init__(self, shape):
        self.W = np.random.default_rng(0).normal(size=shape)

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        self.dW[-1] *= 0.5
        return g @ self.W.T


def failure(shape, rows=6):
    inputs = (np.random.default_rng(1).normal(size=(rows, shape[0])),)
    report = check_layer(LastRow(shape), inputs=inputs, checks=["gradient"])
    (found,) = report.failures
    return found


def test_both_sides_of_a_wrong_gradient_are_kept_from_the_case_that_failed_first():
    found = failure((4, 5))
    gradient = found.evidence["gradient"]
    assert (gradient["shape"], gradient["case"]) == ([4, 5], "X (6, 4)")
    backward, derivative = (np.reshape(gradient[side], (4, 5)) for side in ("backward", "derivative"))
    assert np.allclose(backward[:-1], derivative[:-1])
    assert np.allclose(backward[-1], derivative[-1] / 2)
    assert np.all(np.reshape(gradient["error_bar"], (4, 5)) < 1e-9)
    assert "smallest case that shows it: X (2, 4)" in found.message
    assert json.loads(json.dumps(found.evidence)) == found.evidence


def test_one_number_tells_the_same_at_every_step():
    along = failure((4, 5)).evidence["along_a_direction"]
    assert abs(along["backward"] - along["derivative"]) > along["error_bar"]
    steps, values = np.array(along["by_step"]).T
    assert len(steps) >= 6
    assert list(steps) == sorted(steps, reverse=True)
    # Forward is linear: any step gives the derivative, up to rounding.
    assert np.allclose(values, along["derivative"], rtol=1e-6)
    assert set(along["believed_steps"]) <= set(steps)
    assert sum(along["methods"].values()) == 6 * 5


@pytest.mark.parametrize("width", [DENSE_ENTRIES // 4, DENSE_ENTRIES // 4 + 1])
def test_a_gradient_that_is_too_large_for_a_picture_leaves_none(width):
    assert ("gradient" in failure((4, width), rows=1).evidence) is (4 * width <= DENSE_ENTRIES)


def test_what_was_searched_has_no_whole():
    wrong = WrongGradient("X", "dL_dX", (), np.ones(3), None, None)
    assert whole_gradient(Subject(Relu(), (np.ones(3),)), wrong) == {}


def test_a_target_that_did_not_fail_first_keeps_its_own():
    def found(target, **evidence):
        return Finding(check="gradient", verdict="fail", target=target, evidence=evidence)

    first = [found("dL_dX", gradient="large", ratio=2)]
    kept = as_first_seen([found("dL_dX", gradient="small", ratio=1), found("dL_dW", gradient="own")], first)
    assert [dict(finding.evidence) for finding in kept] == [
        {"gradient": "large", "ratio": 1},
        {"gradient": "own"},
    ]
