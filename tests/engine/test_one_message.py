"""What is the same of several gradients, said once."""

import numpy as np

from ethan_check import check_layer
from ethan_check.engine.one_message import told_together
from ethan_check.result import Finding


class Wrong:
    """Each gradient by a factor of its own."""

    factors = (-1.0, -1.0, -1.0)

    def __init__(self):
        self.W = np.array([[0.5, -1.5], [2.0, 0.25], [1.25, -0.75]])
        self.b = np.array([0.5, -0.25])

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g):
        of_x, of_w, of_b = self.factors
        self.dW, self.db = of_w * self.x.T @ g, of_b * g.sum(axis=0)
        return of_x * g @ self.W.T


class TwoFactors(Wrong):
    factors = (-1.0, 3.7, 3.7)


X = np.random.default_rng(0).normal(size=(4, 3))


def test_one_factor_on_all_gradients_is_one_message():
    report = check_layer(Wrong(), (X,), checks=["gradient"])
    assert sorted(finding.target for finding in report.failures) == ["dL_dW", "dL_dX", "dL_db"]
    assert report.message.count("minus the derivative") == 1
    first, second, *_ = report.message.splitlines()
    assert first.startswith("Wrong: dL_dX, dL_dW and dL_db are minus the derivative, in every entry")
    assert second == "  looks like: each of them has the wrong sign [ETH101]"


def test_two_factors_are_two():
    report = check_layer(TwoFactors(), (X,), checks=["gradient"])
    headlines = [part.partition(",")[0] for part in report.message.split("\n\n")]
    assert headlines == [
        "TwoFactors: dL_dX is minus the derivative",
        "TwoFactors: dL_dW and dL_db are 37/10 times the derivative",
    ]


def found(target, ratio=0.5, verdict="fail"):
    message = f"gru: {target} is 1/2 of the derivative, in its only entry (batch size 2)\n  case: X (2, 3)"
    return Finding(
        check="gradient", verdict=verdict, target=target, message=message, evidence={"ratio": ratio}
    )


def test_many_are_counted():
    findings = told_together([found(f"dL_d{letter}") for letter in "abcdef"])
    assert {finding.message for finding in findings} == {
        "gru: dL_da, dL_db, dL_dc and 3 more gradients are 1/2 of the derivative, in every entry "
        "(batch size 2)\n  case: X (2, 3)"
    }


def test_what_is_not_the_same_stays_apart():
    findings = [found("dL_da"), found("dL_db", 0.25), found("dL_dc", 1.0), found("dL_dd", None)]
    findings.append(found("dL_de", verdict="pass"))
    assert told_together(findings) == findings
    odd = [Finding(check="a", verdict="fail", target=t, message="odd", evidence={"ratio": 0.5}) for t in "ab"]
    assert told_together(odd) == odd
