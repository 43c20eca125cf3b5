"""What a report amounts to once known failures are taken into account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ethan_check.result import Report

__all__ = ["Outcome", "apply_expected_failure"]


@dataclass(frozen=True)
class Outcome:
    """How one check on one layer ended.

    Args:
        kind: a verdict, or `"expected failure"`, or `"not applicable"`.
        text: the message, or the reason.
    """

    kind: Literal["pass", "fail", "inconclusive", "error", "expected failure", "not applicable"]
    text: str = ""

    @property
    def is_failure(self) -> bool:
        """Whether somebody has to do something."""
        return self.kind in ("fail", "inconclusive", "error")


def apply_expected_failure(report: Report, check: str, expected: str | None = None) -> Outcome:
    """Weigh the report of one check against what was expected of it.

    Expectations are strict: a check that passes, or does not apply, although its failure is expected
    is a failure itself.

    Args:
        expected: the reason for which the check is known to fail; None when it should pass.

    >>> from ethan_check.result import Finding
    >>> passed = Finding(check="gradient", verdict="pass")
    >>> report = Report(layer="relu.v1", findings=(passed,), seed=0)
    >>> apply_expected_failure(report, "gradient").kind
    'pass'
    >>> print(apply_expected_failure(report, "gradient", "rounding").text)
    relu.v1: gradient passes, but its failure is expected (rounding); take it out of expected_failures
    """
    if report.failures:
        if expected is None:
            return Outcome(report.verdict, report.message)
        return Outcome("expected failure", f"{expected} ({report.failures[0].message.partition(chr(10))[0]})")
    if report.findings:
        if expected is None:
            return Outcome("pass")
        return Outcome("fail", _unexpected(report, f"{check} passes", expected))
    reason = report.not_applicable.get(check)
    if reason is None:
        return Outcome("fail", f"{report.layer}: {check} checked nothing and gave no reason")
    if expected is None:
        return Outcome("not applicable", reason)
    return Outcome("fail", _unexpected(report, f"{check} does not apply ({reason})", expected))


def _unexpected(report: Report, what: str, expected: str) -> str:
    return (
        f"{report.layer}: {what}, but its failure is expected ({expected}); take it out of expected_failures"
    )
