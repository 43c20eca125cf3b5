"""One verification: cases drawn, checks asked, the failing case made small, findings gathered."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ethan_check.acquaintance import Acquaintance
from ethan_check.adapters.base import LayerFault
from ethan_check.budget import affordable, entries_of, is_large
from ethan_check.checks.base import Check, DoesNotApply
from ethan_check.freeze import generators_put_back
from ethan_check.gradients import BadGradient
from ethan_check.messages import after_shrinking
from ethan_check.narrow import narrowed
from ethan_check.outputs import flatten
from ethan_check.profiles import moved_parameter
from ethan_check.quiet import Quiet
from ethan_check.result import Finding, Report
from ethan_check.running import Calls
from ethan_check.sources import Drawn, Source
from ethan_check.subject import Subject
from ethan_core.case import Case
from ethan_core.contract import Contract
from ethan_core.errors import EthanError
from ethan_core.layer import Array

__all__ = ["Run"]

_CONFIRMING = 8
"""How many ordinary cases are asked whether they confirm what a failing one looks like."""
_ERRORS = frozenset({"ulps", "ulps_at_extremes"})
"""Evidence of which the largest of all cases is told."""


@dataclass
class Run:
    """One verification: the cases drawn so far and the calls spent."""

    name: str
    source: Source
    contract: Contract | None
    seed: int
    shrink: bool
    options: Mapping[str, Any]
    calls: Calls = field(default_factory=Calls)
    drawn: dict[int, Subject | None] = field(default_factory=dict)
    known: dict[int, Acquaintance] = field(default_factory=dict)
    narrow: dict[int, Subject | None] = field(default_factory=dict)
    invented: set[int] = field(default_factory=set)
    entries: int = 0
    forgotten: set[int] = field(default_factory=set)
    readings: dict[str, None] = field(default_factory=dict)

    def report(self, checks: tuple[Check, ...]) -> Report:
        """Ask every check; global generators are afterwards as they were, whatever layers draw from them."""
        with generators_put_back():
            return self._report(checks)

    def _report(self, checks: tuple[Check, ...]) -> Report:
        findings: list[Finding] = []
        reasons: dict[str, str] = {}
        for check in checks:
            try:
                findings += self.answers(check)
            except DoesNotApply as reason:
                reasons[check.name] = str(reason)
        return Report(
            layer=self.name,
            findings=tuple(findings),
            seed=self.seed,
            not_applicable=reasons,
            certificate=_certificate(findings),
            cases=len(self.forgotten.union(self.drawn)),
            calls={"forward": self.calls.forward, "backward": self.calls.backward},
            read_as="; or ".join(self.readings),
        )

    def answers(self, check: Check) -> list[Finding]:
        """Run one check over its cases; stop at the first one that fails and make it small."""
        with Quiet():
            return self._answers(check)

    def _answers(self, check: Check) -> list[Finding]:
        points = self.source.count if check.points is None else min(check.points, self.source.count)
        passed: list[Finding] = []
        undecided: list[Finding] = []
        looked_at, reason = 0, ""
        for position in range(points):
            if position >= affordable(points, self.entries, is_structural=check.points is not None):
                break
            subject: Subject | None = None  # So that a large one is let go before the next is drawn.
            try:
                subject = self.subject(position)
                if subject is None:
                    continue
                findings = self.first_asked(check, subject, position)
            except DoesNotApply as why:
                reason = reason or str(why)  # The exception itself would hold on to all that is here.
                continue
            except (LayerFault, EthanError) as fault:
                return [self.error(check, str(fault), position)]
            looked_at += 1
            if any(finding.verdict in ("fail", "error") for finding in findings):
                return self.shrunk(check, findings)
            passed += [finding for finding in findings if finding.verdict == "pass"]
            undecided += [finding for finding in findings if finding.verdict == "inconclusive"]
        if not looked_at:
            raise DoesNotApply(reason or "the layer accepted none of the cases")
        if len(undecided) > len(passed):
            return _merged(undecided, looked_at, 0)
        return _merged(passed, looked_at, len(undecided))

    def subject(self, position: int) -> Subject | None:
        """The subject at a position; None where the layer refused inputs that nobody promised."""
        self.forget_large_ones(position)
        if position not in self.drawn:
            drawn = self.source.draw(position)
            try:
                subject = self.subject_of(drawn)
                refused = drawn.tentative and not self.takes(subject, position)
                self.drawn[position] = None if refused else subject
                self.entries = max(self.entries, entries_of(subject.values))
            except LayerFault:
                if not drawn.tentative:
                    raise
                self.drawn[position] = None
        return self.drawn[position]

    def takes(self, subject: Subject, position: int) -> bool:
        """Whether a layer takes what nobody promised; of a large case its first rows, which it is asked
        about from then on.

        Raises:
            LayerFault: it does not, aloud.
        """
        few = self.narrow[position] = narrowed(subject)
        if few is not None:
            self.invented.add(position)
            return True
        subject.try_out()
        return bool(np.isfinite(flatten(subject.output)).all())

    def forget_large_ones(self, wanted: int) -> None:
        """Let go of the arrays of large cases: they are drawn again if another check asks for them. The
        first is the one that every check asks for.
        """
        for position, subject in list(self.drawn.items()):
            if position in (0, wanted) or subject is None:
                continue
            if is_large(entries_of(subject.values)):
                del self.drawn[position]
                self.narrow.pop(position, None)
                self.forgotten.add(position)

    def subject_of(self, drawn: Drawn) -> Subject:
        move: Callable[[str, Array], Array] | None = None
        if drawn.parameter_seed is not None:
            rng = np.random.default_rng([drawn.parameter_seed, 7])
            move = lambda name, initial: moved_parameter(initial, rng)  # noqa: E731
        case = drawn.case
        known = None if drawn.configuration is None else self.known.get(drawn.configuration)
        subject = Subject(
            case.layer,
            case.inputs,
            contract=self.contract,
            name=self.name,
            label=_label(case),
            seed=self.seed,
            calls=self.calls,
            move_parameters=move,
            known=known,
            factory=drawn.make,
            **self.options,
        )
        if drawn.configuration is not None:
            self.known[drawn.configuration] = subject.acquaintance
        self.readings.setdefault(subject.read_as)
        return subject

    def first_asked(self, check: Check, subject: Subject, position: int) -> list[Finding]:
        """The findings on a case: a question of structure, and any on a case that nobody gave, is put to its
        first rows if it is large, and to the whole of it where they do not pass.
        """
        if check.points is None and position not in self.invented:
            return self.ask(check, subject, position)
        if position not in self.narrow:
            self.narrow[position] = narrowed(subject)
        few = self.narrow[position]
        try:
            findings = [] if few is None else self.ask(check, few, position)
        except (LayerFault, EthanError):
            findings = []
        if findings and all(finding.verdict == "pass" for finding in findings):
            return findings
        try:
            return self.ask(check, subject, position)
        except LayerFault:
            if findings and position in self.invented:
                return findings
            raise

    def ask(self, check: Check, subject: Subject, position: int) -> list[Finding]:
        rng = np.random.default_rng([self.seed, position, zlib.crc32(check.name.encode())])
        try:
            return list(check.run(subject, rng))
        except BadGradient as bad:
            message = f"{self.name}: {bad}"
            return [
                Finding(
                    check=check.name, verdict="fail", target=bad.target, message=message, case=subject.label
                )
            ]

    def shrunk(self, check: Check, findings: list[Finding]) -> list[Finding]:
        """The findings of the smallest case that fails in the same way, or those that are there."""
        kept = [finding for finding in findings if finding.verdict in ("fail", "error")]
        targets = {finding.target for finding in kept if finding.verdict == "fail"}
        if not targets or not self.shrink:
            return kept
        best, shown = kept, None

        def fails(drawn: Drawn) -> bool:
            nonlocal best, shown
            try:
                again = self.ask(check, self.subject_of(drawn), 0)
            except (LayerFault, EthanError, DoesNotApply):
                return False
            failing = [finding for finding in again if finding.verdict == "fail"]
            if not targets & {finding.target for finding in failing}:
                return False
            best, shown = failing, drawn
            return True

        try:
            smaller = self.source.smaller(fails)
        except (LayerFault, EthanError):
            smaller = None
        if smaller is None or (smaller is not shown and not fails(smaller)):
            best = kept
        return after_shrinking(best, self.elsewhere(check, best))

    def elsewhere(self, check: Check, failing: list[Finding]) -> list[Finding]:
        """The findings on ordinary cases, if it is told what the failing ones look like."""
        found: list[Finding] = []
        if not any("looks_like" in finding.evidence for finding in failing):
            return found
        for position in range(min(_CONFIRMING, self.source.count)):
            try:
                subject = self.subject(position)
                found += self.ask(check, subject, position) if subject is not None else []
            except (LayerFault, EthanError, DoesNotApply):
                continue
        return found

    def error(self, check: Check, text: str, position: int) -> Finding:
        return Finding(
            check=check.name,
            verdict="error",
            message=f"{self.name}: {text}",
            evidence={"case": position},
        )


def _merged(findings: list[Finding], cases: int, undecided: int) -> list[Finding]:
    """One finding for each target, with the sharpest certificate and the largest error."""
    by_target: dict[str, Finding] = {}
    for finding in findings:
        earlier = by_target.setdefault(finding.target, finding)
        sharper = finding.evidence.get("certificate", np.inf) < earlier.evidence.get("certificate", np.inf)
        if sharper:
            by_target[finding.target] = finding
    largest: dict[str, dict[str, float]] = {}
    for finding in findings:
        of_target = largest.setdefault(finding.target, {})
        for error in _ERRORS & finding.evidence.keys():
            of_target[error] = max(of_target.get(error, 0.0), finding.evidence[error])
    return [
        replace(
            finding,
            evidence={
                **finding.evidence,
                **largest[finding.target],
                "cases": cases,
                "undecided": undecided,
            },
        )
        for finding in by_target.values()
    ]


def _certificate(findings: Iterable[Finding]) -> dict[str, float]:
    return {
        finding.target: float(finding.evidence["certificate"])
        for finding in findings
        if "certificate" in finding.evidence
    }


def _label(case: Case) -> str:
    shapes = ", ".join(str(np.shape(array)) for array in case.inputs)
    return f"{case.label}, inputs {shapes}" if case.label else f"inputs {shapes}"
