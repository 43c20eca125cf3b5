"""What a check is: a question put to one subject, answered with findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np

from ethan_check.result import Finding, Json, Verdict
from ethan_check.subject.subject import Subject
from ethan_check.telling.failures import CODE

__all__ = [
    "Check",
    "DoesNotApply",
    "asks_for_repeats",
    "asks_in_any_precision",
    "code_of",
    "finding",
    "max_cases_of",
    "over_cases",
    "with_its_code",
]


class DoesNotApply(Exception):
    """Raised by a check that has nothing to ask of this layer; its text says why.

    >>> str(DoesNotApply("no contract declares rows_independent"))
    'no contract declares rows_independent'
    """


@runtime_checkable
class Check(Protocol):
    """A question put to a layer.

    Attributes:
        name: lower-case letters; it ends the item's id in pytest.
        max_cases: on how many of the cases the check runs at most; None, or left out, for all of them. It is
            for checks whose answer one case shows as well as another. `points` is its old name, which checks
            of plugins may still use: read it with `max_cases_of`.
        code: what its section on a page is found by, `ETH003`; it may be left out, as in checks of plugins.
        exempts: the words for gradients that differ on purpose (`"straight-through"`, `"clipped"`) and that
            the check does not ask about; it may be left out.
        any_precision: whether it can be asked where numbers are as coarse as those of bfloat16; it may be
            left out.
        asks_for_repeats: whether it is about layers that answer differently when they are asked the same, so
            that a failure of its own is no consequence of that; it may be left out.
        over_cases: from the passing findings of all cases, pairs of a target and what is wrong with it
            that no single case shows; it may be left out.
    """

    @property
    def name(self) -> str: ...

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterable[Finding]:
        """Judge one case; yield at least one finding.

        Raises:
            DoesNotApply: the check has nothing to ask of this layer.
        """


def max_cases_of(check: Check) -> int | None:
    """On how many cases a check runs at most; None for all of them.

    >>> class Old:
    ...     name, points = "old", 3
    ...     def run(self, subject, rng): ...
    >>> from ethan_check.checks.gradient import CHECK as gradient
    >>> from ethan_check.checks.shapes import CHECK as shapes
    >>> max_cases_of(Old()), max_cases_of(gradient), max_cases_of(shapes)
    (3, None, 4)
    """
    bound: int | None = getattr(check, "max_cases", getattr(check, "points", None))
    return bound


def code_of(check: Check) -> str:
    """The code of a check, which its failures print; empty for one that has none.

    >>> from ethan_check.checks.linearity import CHECK as linearity
    >>> code_of(linearity)
    'ETH003'
    """
    return str(getattr(check, "code", ""))


def with_its_code(finding: Finding, check: Check) -> Finding:
    """A failure of a check, with its code in the evidence, unless it has one; anything else as it is.

    >>> from ethan_check.checks.linearity import CHECK as linearity
    >>> with_its_code(Finding(check="linearity", verdict="fail"), linearity).evidence
    {'code': 'ETH003'}
    """
    code = code_of(check)
    if finding.verdict != "fail" or not code or CODE in finding.evidence:
        return finding
    return replace(finding, evidence={**finding.evidence, CODE: code})


def asks_for_repeats(check: Check) -> bool:
    """Whether a check is about layers that do not repeat themselves.

    >>> from ethan_check.checks.determinism import CHECK as determinism
    >>> from ethan_check.checks.shapes import CHECK as shapes
    >>> asks_for_repeats(determinism), asks_for_repeats(shapes)
    (True, False)
    """
    return bool(getattr(check, "asks_for_repeats", False))


def asks_in_any_precision(check: Check) -> bool:
    """Whether a check resolves what it asks about in low precision as well.

    >>> from ethan_check.checks.linearity import CHECK as linearity
    >>> from ethan_check.checks.shapes import CHECK as shapes
    >>> asks_in_any_precision(shapes), asks_in_any_precision(linearity)
    (True, False)
    """
    return bool(getattr(check, "any_precision", False))


def over_cases(check: Check, name: str, passed: Iterable[Finding]) -> list[Finding]:
    """Failures that show in no single case that a check has looked at.

    Args:
        name: of the layer.
        passed: its findings on cases, all of which pass.

    >>> from ethan_check.checks.state import CHECK
    >>> one, other = (Finding(check="state", verdict="pass", case=case, evidence={"adds_up": {"dL_dW": adds}})
    ...     for case, adds in [("W (1,)", False), ("W (3,)", True)])
    >>> [failure.message for failure in over_cases(CHECK, "scale", [one, other])]
    ['scale: dL_dW adds up over calls where W (3,), and does not where W (1,)']
    """
    ask = getattr(check, "over_cases", None)
    found = ask(passed) if ask is not None else ()
    return [
        with_its_code(
            Finding(check=check.name, verdict="fail", target=target, message=f"{name}: {message}"), check
        )
        for target, message in found
    ]


def finding(
    check: Check,
    subject: Subject,
    verdict: Verdict,
    target: str,
    message: str,
    evidence: Mapping[str, Json] | None = None,
) -> Finding:
    """A finding of a check about a subject; a message that is not a pass begins with the layer's name.

    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_core.fn import Relu
    >>> finding(CHECK, Subject(Relu(), (np.ones(2),), name="relu.v1"), "fail", "Y", "Y is off").message
    'relu.v1: Y is off'
    """
    return Finding(
        check=check.name,
        verdict=verdict,
        target=target,
        message=message if verdict == "pass" else f"{subject.name}: {message}",
        evidence=evidence or {},
        case=subject.label,
    )
