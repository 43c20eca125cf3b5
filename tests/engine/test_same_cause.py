"""Failures of one check that repeat what another one says."""

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.engine.same_cause import CAUSES, marked, repeats
from ethan_check.result import Finding
from ethan_check.telling.failures import SAME_AS


def wrong(check, target="dL_dX", verdict="fail", **evidence):
    return Finding(
        check=check, verdict=verdict, target=target, message="wrong", evidence={"entries": [], **evidence}
    )


GENERAL = wrong("gradient", ratio=None)
HALVED = wrong("gradient", ratio=0.5)
NAMED = wrong("gradient", ratio=None, looks_like=["transposed"])


@pytest.mark.parametrize(
    ("finding", "cause", "expected"),
    [
        (wrong("thresholds", ratio=None), GENERAL, True),
        (wrong("stability", ratio=0.5), HALVED, True),
        (wrong("thresholds", ratio=None, looks_like=["transposed"]), NAMED, True),
        (wrong("thresholds", ratio=0.25), HALVED, False),
        (wrong("thresholds", ratio=None), HALVED, False),
        (wrong("thresholds", ratio=None, looks_like=["zero"]), NAMED, False),
        (wrong("thresholds", "dL_dW", ratio=0.5), HALVED, False),
        (wrong("dtype", ratio=0.5), HALVED, False),
        (wrong("thresholds", ratio=0.5), wrong("gradient", verdict="pass", ratio=0.5), False),
        (Finding(check="thresholds", verdict="fail", target="dL_dX", message="elsewhere"), GENERAL, False),
    ],
)
def test_two_failures_are_one_where_they_say_the_same(finding, cause, expected):
    assert repeats(finding, [cause]) is expected
    assert (SAME_AS in marked([cause, finding])[1].evidence) is expected


class WritesIntoTheCotangent:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, g):
        g *= self.x > 0
        return g


def test_one_assignment_is_told_by_one_check():
    report = check_layer(WritesIntoTheCotangent(), (np.array([[0.5, -1.0], [2.0, -0.25]]),))
    assert {finding.check for finding in report.failures} == {"layout", "purity"}
    text = str(report)
    assert "read-only" not in text
    assert "layout fails for the same reason as purity" in text.splitlines()


def test_causes_are_checks():
    from ethan_check.checks import builtin_checks

    names = {check.name for check in builtin_checks()}
    assert {*CAUSES, *CAUSES.values()} <= names


class ShiftsItsInput:
    """Writes through a view where a reshape gives one, and into a copy where it gives that."""

    def forward(self, x):
        flat = x.reshape(-1)
        flat -= flat.max()
        self.x = x
        return np.exp(flat - flat.mean()).reshape(x.shape) * x.shape[0]

    def backward(self, g):
        return g * self.x


def test_what_is_written_into_is_told_by_purity_whatever_the_layout_makes_of_it():
    report = check_layer(ShiftsItsInput(), (np.array([[0.5, -1.0, 2.0], [2.0, -0.25, 1.0]]),))
    marks = {finding.check: finding.evidence.get(SAME_AS) for finding in report.failures}
    assert marks["layout"] == "purity"
    assert marks["purity"] is None
