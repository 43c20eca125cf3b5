"""What a report amounts to once known failures are taken into account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ethan_check.result import Finding, Report

__all__ = ["ANY", "Expected", "Outcome", "apply_expected_failure", "check_of", "expected_of", "weigh"]

ANY = "*"
"""The key of a reason for whatever fails; at least one check has to."""


@dataclass(frozen=True)
class Outcome:
    """How one check on one layer ended.

    Args:
        kind: a verdict, or `"expected failure"`, or `"not applicable"`.
        text: the message, or the reason.
        excused: the gradients, or other targets, whose findings were expected.
    """

    kind: Literal["pass", "fail", "inconclusive", "error", "expected failure", "not applicable"]
    text: str = ""
    excused: tuple[str, ...] = ()

    @property
    def is_failure(self) -> bool:
        """Whether somebody has to do something."""
        return self.kind in ("fail", "inconclusive", "error")


@dataclass(frozen=True)
class Expected:
    """What is expected of one check.

    Args:
        reason: why it fails, whatever it finds; None where single gradients are named.
        by_target: why its findings on single gradients are known.
        may_pass: whether it is among the checks of which one has to fail, and need not be the one.
    """

    reason: str | None = None
    by_target: Mapping[str, str] = field(default_factory=dict)
    may_pass: bool = False


def check_of(key: str) -> str:
    """The check that a key of expected failures names.

    >>> check_of("gradient:dL_dW"), check_of("shapes")
    ('gradient', 'shapes')
    """
    return key.partition(":")[0]


def expected_of(stated: Mapping[str, str], check: str) -> Expected | None:
    """What some expected failures say of one check; None where they say nothing.

    >>> expected_of({"gradient:dL_dW": "a mean"}, "gradient")
    Expected(reason=None, by_target={'dL_dW': 'a mean'}, may_pass=False)
    >>> expected_of({"gradient": "a mean"}, "shapes") is None
    True
    """
    keys = {key: key.partition(":") for key in stated if ":" in key}
    by_target = {target.strip(): stated[key] for key, (of, _, target) in keys.items() if of.strip() == check}
    if check in stated:
        return Expected(stated[check], by_target)
    if by_target:
        return Expected(None, by_target)
    return Expected(stated[ANY], may_pass=True) if ANY in stated else None


def weigh(
    report_of: Callable[[frozenset[str]], Report], check: str, expected: Expected | None
) -> tuple[Report, Outcome]:
    """The report of one check, and what it amounts to.

    A check stops at the first case that fails. So where single gradients are excused, it is asked again
    without them: whatever is new beside them is a failure.

    Args:
        report_of: the report of the check, without some gradients.
        expected: what is known of it.
    """
    report = report_of(frozenset())
    if expected is None or not expected.by_target or expected.reason is not None:
        reason = None if expected is None else expected.reason
        if expected is not None and expected.may_pass and not report.failures:
            reason = None
        return report, apply_expected_failure(report, check, reason)
    excused: dict[str, Finding] = {}
    rest = report
    while new := [f for f in rest.failures if f.target in expected.by_target and f.target not in excused]:
        excused |= {finding.target: finding for finding in new}
        rest = report_of(frozenset(excused))
    others = tuple(finding for finding in rest.failures if finding.target not in excused)
    if others:
        beside = replace(rest, findings=others)
        return report, Outcome(beside.verdict, beside.message, tuple(excused))
    stale = [target for target in expected.by_target if target not in excused]
    if stale:
        told = "\n".join(
            f"{report.layer}: {check} finds nothing wrong with {target}, but its failure is expected "
            f"({expected.by_target[target]}); take {check}:{target} out of expected_failures"
            for target in stale
        )
        return report, Outcome("fail", told, tuple(excused))
    told = "; ".join(f"{target}: {expected.by_target[target]}" for target in excused)
    return report, Outcome("expected failure", told, tuple(excused))


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
        first = report.failures[0].message.partition("\n")[0]
        excused = tuple(dict.fromkeys(finding.target or check for finding in report.failures))
        more = f"; {len(excused)} findings: {', '.join(excused)}" if len(excused) > 1 else ""
        return Outcome("expected failure", f"{expected} ({first}{more})", excused)
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
