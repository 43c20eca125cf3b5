"""What is the same of several gradients, said once: one factor on all of them is one mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ethan_check.numerics.tolerances.explanations import NO_FACTOR, SAME_FACTOR
from ethan_check.result import Finding

__all__ = ["told_together"]

_NAMES_SHOWN = 3  # gradients that a headline names, before it only counts them
_LOOKS = "  looks like: "


def told_together(findings: Iterable[Finding], owed: int = 0) -> list[Finding]:
    """The findings, where those that are one factor on several gradients have one message in common.

    Each keeps its own target and evidence; a report tells a message once, however many findings have it.

    Args:
        owed: how many gradients the layer owes, if that is known: all of many are called `all 10 gradients`.

    >>> def found(target):
    ...     message = f"gru: {target} is 1/2 of the derivative, in every entry (batch size 2)"
    ...     return Finding(check="gradient", verdict="fail", target=target, message=message,
    ...                    evidence={"ratio": 0.5})
    >>> print(told_together([found("dL_dX"), found("dL_dW")])[1].message)
    gru: dL_dX and dL_dW are 1/2 of the derivative, in every entry (batch size 2)
    """
    findings = list(findings)
    for group in _groups(findings):
        message = _message([findings[place] for place in group], owed)
        for place in group if message else ():
            findings[place] = replace(findings[place], message=message)
    return findings


def _groups(findings: Sequence[Finding]) -> list[list[int]]:
    """The places of findings whose gradients are off by one factor."""
    groups: list[tuple[float, list[int]]] = []
    for place, finding in enumerate(findings):
        r = finding.evidence.get("ratio")
        if finding.verdict != "fail" or not isinstance(r, float) or abs(r - 1) <= NO_FACTOR:
            continue
        known = next((group for first, group in groups if abs(r - first) < SAME_FACTOR * abs(first)), None)
        if known is None:
            groups.append((r, [place]))
        else:
            known.append(place)
    return [group for _, group in groups if len(group) > 1]


def _message(findings: Sequence[Finding], owed: int) -> str:
    """The message about all of them: what the first shows, under a headline that names them."""
    first = findings[0]
    headline, *rest = first.message.split("\n")
    match = re.fullmatch(
        rf"(.*?){re.escape(first.target)} is (.*), in (?:every|its only) entry(.*)", headline
    )
    if match is None:
        return ""
    before, what, after = match.groups()
    looks = [
        {line.replace(finding.target, "each of them") for line in finding.message.split("\n")}
        for finding in findings
    ]
    shared = [line.replace(first.target, "each of them") for line in rest if line.startswith(_LOOKS)]
    lines = [f"{before}{_named(findings, owed)} are {what}, in every entry{after}"]
    lines += [line for line in shared if all(line in of_one for of_one in looks)]
    lines += [line for line in rest if not line.startswith(_LOOKS)]
    return "\n".join(lines)


def _named(findings: Sequence[Finding], owed: int) -> str:
    names = [finding.target for finding in findings]
    if len(names) == owed > _NAMES_SHOWN:
        return f"all {owed} gradients"
    if len(names) <= _NAMES_SHOWN + 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{', '.join(names[:_NAMES_SHOWN])} and {len(names) - _NAMES_SHOWN} more gradients"
