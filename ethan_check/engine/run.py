"""One verification: every check asked of the cases, and the findings gathered."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ethan_check.cases.pool import SubjectPool
from ethan_check.checks.base import Check, DoesNotApply, max_cases_of
from ethan_check.engine.aggregate import aggregate, certificate_of
from ethan_check.engine.ask import run_check_on_crop_first
from ethan_check.engine.shrink import smallest_failure
from ethan_check.result import Finding, Report
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.isolation import restored_global_rngs
from ethan_check.subject.execution.quiet import Silenced
from ethan_check.subject.size_limits import max_cases
from ethan_check.subject.subject import Subject
from ethan_core.errors import EthanError

__all__ = ["Run"]


@dataclass
class Run:
    """Checks on the subjects of one layer.

    Args:
        subjects: whom the checks are asked of.
        shrink: whether to look for the smallest case that fails.

    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_check.cases.choose import choose_source
    >>> from ethan_core.fn import Relu
    >>> subjects = SubjectPool("relu", choose_source(Relu, None, None, None, 0), None, 0, {})
    >>> str(Run(subjects).report((CHECK,)))
    'relu: pass: 1 checks on 4 cases'
    """

    subjects: SubjectPool
    shrink: bool = True

    def report(self, checks: tuple[Check, ...]) -> Report:
        """Ask every check; global generators are afterwards as they were, whatever layers draw from them."""
        with restored_global_rngs():
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
            layer=self.subjects.name,
            findings=tuple(findings),
            seed=self.subjects.seed,
            not_applicable=reasons,
            certificate=certificate_of(findings),
            cases=len(self.subjects.forgotten.union(self.subjects.drawn)),
            calls=asdict(self.subjects.calls),
            read_as="; or ".join(self.subjects.readings),
        )

    def answers(self, check: Check) -> list[Finding]:
        """Run one check over its cases; stop at the first one that fails and make it small."""
        with Silenced():
            return self._answers(check)

    def _answers(self, check: Check) -> list[Finding]:
        count = self.subjects.source.count
        bound = max_cases_of(check)
        points = count if bound is None else min(bound, count)
        passed: list[Finding] = []
        undecided: list[Finding] = []
        looked_at, reason = 0, ""
        for position in range(points):
            if position >= max_cases(points, self.subjects.entries, is_structural=bound is not None):
                break
            subject: Subject | None = None  # So that a large one is let go before the next is drawn.
            try:
                subject = self.subjects.subject(position)
                if subject is None:
                    continue
                findings = run_check_on_crop_first(check, self.subjects, subject, position)
            except DoesNotApply as why:
                reason = reason or str(why)  # The exception itself would hold on to all that is here.
                continue
            except (LayerFault, EthanError) as fault:
                return [self.error(check, str(fault), position)]
            looked_at += 1
            failing = [finding for finding in findings if finding.verdict in ("fail", "error")]
            if failing:
                return smallest_failure(check, failing, self.subjects) if self.shrink else failing
            passed += [finding for finding in findings if finding.verdict == "pass"]
            undecided += [finding for finding in findings if finding.verdict == "inconclusive"]
        if not looked_at:
            raise DoesNotApply(reason or "the layer accepted none of the cases")
        if len(undecided) > len(passed):
            return aggregate(undecided, looked_at, 0)
        return aggregate(passed, looked_at, len(undecided))

    def error(self, check: Check, text: str, position: int) -> Finding:
        """That a check could not be asked."""
        return Finding(
            check=check.name,
            verdict="error",
            message=f"{self.subjects.name}: {text}",
            evidence={"case": position},
        )
