"""The account of a layer: what became of every array that its output may depend on.

A gradient that agrees says nothing about an array that nobody asked for. So before a layer passes, whatever
it holds beside its parameters is moved to see whether the output follows (`ethan_check.engine.unjudged`).
What is neither judged nor declared nor kept up by forward itself makes the answer inconclusive, and the
message says which line settles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ethan_check.checks.gradient import BESIDE
from ethan_check.engine.unjudged import (
    Further,
    further_arrays,
    further_numbers,
    outputs_never_seen,
)
from ethan_check.engine.written_by_forward import what_is_kept, what_is_made_anew
from ethan_check.numerics.tolerances.sizes import ACCOUNTED_CASES
from ethan_check.result import AccountEntry, Finding, Verdict, worst
from ethan_check.subject.subject import Subject

__all__ = ["Account"]

_UNDECIDED: Mapping[Verdict, str] = {
    "pass": "no case decided",
    "inconclusive": "no case decided",
    "fail": "the check stopped at a failure",
    "error": "the check could not be run",
}
"""Why nothing is known of a gradient that was asked for, by how the check ended."""


@dataclass
class Account:
    """Kept over the cases of one layer.

    Args:
        layer: its name.
        demand: what every certificate has to be below.
        frozen: the names of the arrays that are declared not to be trained.
        entries: what became of each array.
        ended: the gravest verdict of the gradient check.

    >>> class Scaled:
    ...     def __init__(self): self.scale = np.array([2.0, 3.0])
    ...     def forward(self, x): return x * self.scale
    ...     def backward(self, g): return g * self.scale
    >>> agrees = Finding(check="gradient", verdict="pass", target="dL_dX", evidence={"certificate": 1e-9})
    >>> account = Account("scaled", 1e-3)
    >>> findings = account.settle([agrees], [Subject(Scaled(), (np.ones((2, 2)),))])
    >>> [(finding.target or finding.check, finding.verdict) for finding in findings]
    [('dL_dX', 'pass'), ('scale', 'inconclusive')]
    >>> {name: entry.became for name, entry in account.entries.items()}
    {'X': 'judged', 'scale': 'not judged'}
    """

    layer: str
    demand: float
    frozen: tuple[str, ...] = ()
    entries: dict[str, AccountEntry] = field(default_factory=dict)
    ended: Verdict = "pass"

    def settle(
        self, findings: list[Finding], subjects: Iterable[Subject], beside: Iterable[Finding] = ()
    ) -> list[Finding]:
        """Make the entries; the findings of the gradient check, with what keeps the layer from passing.

        Args:
            findings: of the gradient check.
            subjects: the cases.
            beside: where some gradients failed, what was found right before that, and on that case.
        """
        chosen = _spread(list(subjects))
        found = [self._certified(finding) for finding in findings]
        by_target = {finding.target: finding for finding in (*beside, *found)}
        self.ended = worst(finding.verdict for finding in found)
        for subject in chosen:
            for name in subject.values:
                if name not in self.entries:
                    self.entries[name] = self._entry(subject, name, by_target)
        if self.ended == "error":
            return found
        further = list(self._further(chosen))
        # Beside a failure the account alone names the rest.
        return found if self.ended == "fail" else found + further

    def _further(self, chosen: list[Subject]) -> Iterator[Finding]:
        """What the output depends on beside the arrays that are owed a gradient."""
        for subject in chosen[:1]:
            yield from self._enter(what_is_kept(subject, self.frozen), subject.label)
            anew = what_is_made_anew(subject, self.entries, self.frozen)
            yield from self._enter(anew, subject.label)
        for subject in chosen:
            yield from self._enter(further_arrays(subject, self.entries, self.frozen), subject.label)
        for subject in chosen[:1]:
            yield from self._enter(further_numbers(subject, self.entries, self.frozen), subject.label)
            yield from self._enter(outputs_never_seen(chosen), subject.label)

    def _certified(self, finding: Finding) -> Finding:
        """A finding that passes only with a certificate that says enough."""
        if finding.verdict != "pass" or "moves_nothing" in finding.evidence:
            return finding
        known = finding.evidence.get("certificate")
        if known is not None and known < self.demand:
            return finding
        message = f"{self.layer}: {finding.target} {_too_coarse(known, self.demand)}"
        return replace(finding, verdict="inconclusive", message=message)

    def _entry(self, subject: Subject, name: str, found: Mapping[str, Finding]) -> AccountEntry:
        declared = subject.differences.get(name)
        if declared is not None and declared.word:
            return AccountEntry("declared", why=declared.word)
        if name not in subject.targets:
            return AccountEntry("declared", why=_why_none_is_owed(subject, name))
        finding = found.get(subject.targets[name])
        if finding is None or finding.verdict == "error":
            return AccountEntry("not judged", why=_UNDECIDED[self.ended])
        known = finding.evidence.get("certificate")
        if "moves_nothing" in finding.evidence and finding.verdict == "pass":
            return AccountEntry("no effect")
        if BESIDE in finding.evidence:
            return AccountEntry("judged", why="agrees on the case that fails")
        if finding.verdict == "pass" and self.ended == "fail":
            return AccountEntry("judged", known, "agrees on the cases before the failure")
        if finding.verdict == "pass":
            return AccountEntry("judged", known, "" if declared is None else str(declared))
        if finding.verdict == "fail":
            return AccountEntry("wrong")
        return AccountEntry(
            "not judged", known, _UNDECIDED[self.ended] if known is None else "forward is too inexact"
        )

    def _enter(self, further: Iterable[Further], case: str) -> Iterator[Finding]:
        """Make the entries, and findings of those that are not judged."""
        for name, entry, text in further:
            self.entries[name] = entry
            if text:
                message = f"{self.layer}: {text}"
                yield Finding(
                    check="gradient", verdict="inconclusive", target=name, message=message, case=case
                )


def _spread(subjects: list[Subject]) -> list[Subject]:
    """The first, the last and one between: parameters have their initial values in one of them at most."""
    if len(subjects) <= ACCOUNTED_CASES:
        return subjects
    places = np.linspace(0, len(subjects) - 1, ACCOUNTED_CASES).astype(int)
    return [subjects[place] for place in places]


def _why_none_is_owed(subject: Subject, name: str) -> str:
    kind = subject.values[name].dtype.kind
    if name in subject.frozen:
        return "frozen"
    if kind not in "fc":
        return "integers" if kind in "iu" else "no numbers that a derivative could be taken by"
    declared = subject.contract is not None and name in subject.contract.constants
    return "constant" if declared else "the target of a loss"


def _too_coarse(known: float | None, demand: float) -> str:
    if known is None or known >= 1:
        return (
            "cannot be told from another one: an error as large as its largest entry would not show\n"
            "  forward is too inexact here; check where it is not: at smaller numbers, or in float64"
        )
    return (
        f"agrees, but {known:.2g} of its largest entry could be wrong unseen, and a pass needs {demand:g}\n"
        f"  check where forward is more exact, or accept it: certificate={_above(known):g}"
    )


def _above(known: float) -> float:
    """The next larger power of ten: with other cases the number changes, and what is accepted should not."""
    return float(min(10.0 ** (np.floor(np.log10(known)) + 1.0), 0.99))
