"""Messages that a person reads: verdict first, then what it looks like, where, and the worst entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ethan_check.diagnosis import diagnose
from ethan_check.diagnosis.confirming import confirmed_explanations
from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.headline import headline
from ethan_check.diagnosis.looks_like import LOOKS, codes_of, lines_of_explanations
from ethan_check.diagnosis.perhaps import certain
from ethan_check.diagnosis.plugins import Fault
from ethan_check.diagnosis.worst_entries import table_of_entries
from ethan_check.result import Finding, Json
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["after_shrinking", "difference_message"]

_CASE, _SMALLEST = "  case that shows it: ", "  smallest case that shows it: "


def difference_message(subject: Subject, difference: WrongGradient, said: Sequence[str] | None = None) -> str:
    """The message about one wrong gradient, and what is `said` of it, if that is known.

    >>> import numpy as np
    >>> from ethan_check.verdict.wrong_entries import WrongGradient
    >>> from ethan_core.fn import Relu
    >>> subject, right = Subject(Relu(), (np.ones((3, 2)),)), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
    >>> wrong = WrongGradient("X", "dL_dX", (), -right, right, np.full((3, 2), 1e-12))
    >>> for line in difference_message(subject, wrong).splitlines()[:2]:
    ...     print(line)
    dL_dX is minus the derivative, in every entry (batch size 3)
      looks like: dL_dX has the wrong sign [ETH101]
    """
    lines = [headline(subject, difference)]
    said = diagnose(difference, subject) if said is None else said
    faults = [text for text in said if isinstance(text, Fault)]
    said = [text for text in said if text not in faults]
    lines += lines_of_explanations(certain(said), codes_of(said)) + [f"  {fault}" for fault in faults]
    lines.append(_CASE + subject.describe())
    lines += table_of_entries(subject, difference)
    return "\n".join(lines)


def after_shrinking(
    findings: Iterable[Finding],
    others: Iterable[Finding],
    conditions: Mapping[str, Sequence[Explanation]] | None = None,
) -> list[Finding]:
    """The findings on the smallest case, and what most other failing cases look like, and `conditions`, by
    target, on which alone they fail.

    A small case has many explanations, or too few entries for any: any factor of 2 is the batch size where
    that is 2.
    """
    seen: dict[str, list[Mapping[str, Json]]] = {}
    for other in others:
        if other.verdict == "fail" and "looks_like" in other.evidence:
            seen.setdefault(other.target, []).append(other.evidence)
    messages = []
    for finding in findings:
        first, *rest = finding.message.split("\n")
        evidence = dict(finding.evidence)
        if "looks_like" in evidence:
            elsewhere = seen.get(finding.target, [])
            known = (conditions or {}).get(finding.target, ())
            evidence["looks_like"] = confirmed_explanations(evidence, elsewhere, known)
            evidence.pop("could_be", None)
            every = codes_of(known)
            for one in (*elsewhere, evidence):
                every |= one.get("codes", {})
            evidence["codes"] = {text: every[text] for text in evidence["looks_like"] if text in every}
        lines = [first, *lines_of_explanations(evidence.get("looks_like", ()), evidence.get("codes", {}))]
        lines += [line.replace(_CASE, _SMALLEST) for line in rest if not line.startswith(LOOKS)]
        messages.append(replace(finding, message="\n".join(lines), evidence=evidence))
    return messages
