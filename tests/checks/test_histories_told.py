"""A gradient that changes after several histories has one finding, which says so."""

from checks.judging import Affine, X
from ethan_check import check_layer
from ethan_check.checks.histories_told import HISTORY, told_once
from ethan_check.result import Finding


def found(target, history="", share=0.5, verdict="fail"):
    evidence = {HISTORY: history, "relative_difference": share} if history else {}
    return Finding(
        check="state", verdict=verdict, target=target, message=f"{target} {history}", evidence=evidence
    )


def test_each_gradient_has_one_and_what_is_no_history_stays():
    findings = [
        found("dL_dW", "a"),
        found(""),
        found("dL_db", "a"),
        found("dL_dW", "b"),
        found("", verdict="pass"),
    ]
    told = told_once(findings)
    assert [finding.target for finding in told] == ["dL_dW", "", "dL_db", ""]
    assert [finding.message.count("also") for finding in told] == [1, 0, 0, 0]


def test_many_are_counted():
    (one,) = told_once([found("dL_dW", history) for history in "abcde"])
    assert one.message == "dL_dW a\n  also by 50% after b, and after 3 further histories"


class Stale(Affine):
    """Backward answers for the inputs of the first forward."""

    first = None

    def forward(self, x):
        out = super().forward(x)
        self.first = x.copy() if self.first is None else self.first
        return out

    def backward(self, dout):
        dx = super().backward(dout)
        self.dW = self.first[: len(dout)].T @ dout[: len(self.first)]
        return dx


def test_a_gradient_of_other_inputs_is_one_failure():
    report = check_layer(Stale(), (X,), checks=["state"], shrink=False)
    (failure,) = report.failures
    first, also = failure.message.splitlines()[:2]
    assert "dL_dW changes by" in first
    assert also.startswith("  also by ")
