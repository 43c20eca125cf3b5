"""Whoever reads of a failure is told if Ethan made the case, and how."""

import numpy as np

from ethan_check import Case, check_layer
from ethan_check.engine.made_cases import said_to_be_made
from ethan_check.result import Finding
from ethan_check.subject.subject import Subject
from ethan_core.fn import Relu


class WrongForZeros:
    """Right on what is given, wrong in a row of zeros."""

    factor = 2.0

    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, g):
        zero = (self.x == 0).all(axis=1, keepdims=True)
        return np.where(zero, 1.0, 2 * self.x) * g


X = np.random.default_rng(0).normal(size=(4, 3))


def test_a_failure_on_a_made_case_says_how_it_was_made():
    (finding,) = check_layer(WrongForZeros(), inputs=(X,), checks=["gradient"]).failures
    last = finding.message.split("\n")[-1]
    assert last == (
        "  Ethan made this case of what was given: entries drawn again (a row of zeros), parameters moved"
    )
    assert finding.evidence["made"] == "entries drawn again (a row of zeros), parameters moved"


def test_of_a_rule_too():
    report = check_layer(
        cases=lambda rng: Case(WrongForZeros(), (rng.normal(size=(4, 3)),)), checks=["gradient"]
    )
    (finding,) = report.failures
    assert "Ethan made this case of what was given: rows of zeros" in finding.message


def test_a_failure_on_what_was_given_says_nothing_of_it():
    class Half(WrongForZeros):
        def backward(self, g):
            return self.x * g

    (finding,) = check_layer(Half(), inputs=(X,), checks=["gradient"]).failures
    assert "Ethan made" not in finding.message


def test_a_pass_stays_as_it_is():
    subject = Subject(Relu(), (X,))
    subject.made = "a row of zeros"
    finding = Finding(check="gradient", verdict="pass", message="right")
    assert said_to_be_made(finding, subject) is finding
