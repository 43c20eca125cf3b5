"""Everything that one verification of one layer found, for programs and for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ethan_check.result.account_entry import AccountEntry
from ethan_check.result.cut_short import CutShort
from ethan_check.result.finding import Finding, Json, Verdict, worst
from ethan_check.telling.failures import failures_text
from ethan_check.telling.notebook import as_html
from ethan_check.trace import Step, as_text
from ethan_core.plain_text import plain

__all__ = ["Report"]


@dataclass(frozen=True, kw_only=True, repr=False)
class Report:
    """Everything that one verification of one layer found.

    Args:
        layer: its name.
        findings: in the order of the checks.
        not_applicable: for each check that does not apply to this layer, why.
        certificate: for each target, the smallest error in one single entry, relative to the largest
            entry of the gradient, that the gradient check of this run would have caught.
        account: for each array that the output may depend on, by name, what became of it. It is kept by the
            gradient check, and empty where that was not asked.
        seed: with the same seed the same cases are drawn.
        cases: how many cases were looked at.
        calls: how often the layer's `forward` and `backward` ran.
        read_as: which convention was found: `plain object, parameter gradients in the mapping grads`.
        backward_at: where its backward is written, `layers.py:17`; empty where nobody can tell.
        trace: every step that led to the verdicts, where it was asked for (`explain=True`).
        changes: what the layer changed in the process that it ran in, such as `the working directory`; it has
            been put back, and is no mistake.
        cut_short: what the time that the layer may take (`budget=`) kept its checks from; None for nothing.

    >>> Report(layer="empty", findings=(), seed=0).verdict
    'fail'
    """

    layer: str
    findings: tuple[Finding, ...]
    seed: int
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    certificate: Mapping[str, float] = field(default_factory=dict)
    account: Mapping[str, AccountEntry] = field(default_factory=dict)
    cases: int = 0
    calls: Mapping[str, int] = field(default_factory=dict)
    read_as: str = ""
    backward_at: str = ""
    trace: tuple[Step, ...] = ()
    changes: tuple[str, ...] = ()
    cut_short: CutShort | None = None

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of all findings; a layer on which nothing was checked fails."""
        return worst(finding.verdict for finding in self.findings) if self.findings else "fail"

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that are not a pass."""
        return tuple(finding for finding in self.findings if finding.verdict != "pass")

    def __bool__(self) -> bool:
        """Whether the layer passed, so that `assert check_layer(...)` says what it seems to say."""
        return self.verdict == "pass"

    def require_pass(self) -> Report:
        """The report itself, for a layer that passed.

        Raises:
            AssertionError: it did not, with the message.

        >>> finding = Finding(check="gradient", verdict="pass")
        >>> Report(layer="relu", findings=(finding,), seed=0, cases=3).require_pass().cases
        3
        """
        __tracebackhide__ = True
        if not self:
            raise AssertionError(self.message)
        return self

    def _repr_html_(self) -> str:
        """What a notebook shows: the same, in the colour of the verdict, with the account as a table."""
        account = {plain(name): entry for name, entry in self.account.items()}
        return as_html(self.verdict, "\n".join([self.message, *self._sharpness()]), account)

    def __repr__(self) -> str:
        """Short, as a failing `assert` shows it: the verdict, and what fails.

        >>> finding = Finding(check="gradient", verdict="fail", target="dL_dX")
        >>> Report(layer="relu", findings=(finding,), seed=0)
        <Report relu: fail: gradient (dL_dX)>
        """
        if self.findings and not self.failures:
            return f"<Report {self.message}>"
        by_check: dict[str, list[str]] = {}
        for finding in self.failures:
            by_check.setdefault(finding.check, []).append(finding.target)
        told = [check + f" ({', '.join(filter(None, of))})" * any(of) for check, of in by_check.items()]
        return f"<Report {self.layer}: {self.verdict}: {', '.join(told) or 'no check applied'}>"

    def to_json(self) -> dict[str, Json]:
        """The report as a dictionary that `json.dumps` takes."""
        report: dict[str, Json] = {
            "layer": self.layer,
            "verdict": self.verdict,
            "findings": [finding.to_json() for finding in self.findings],
            "not_applicable": dict(self.not_applicable),
            "certificate": dict(self.certificate),
            "account": {name: entry.to_json() for name, entry in self.account.items()},
            "seed": self.seed,
            "cases": self.cases,
            "calls": dict(self.calls),
            "read_as": self.read_as,
        }
        if self.backward_at:
            report["backward_at"] = self.backward_at
        if self.changes:
            report["changes"] = list(self.changes)
        if self.cut_short:
            report["cut_short"] = self.cut_short.to_json()
        return report | {"trace": [step.to_json() for step in self.trace]} if self.trace else report

    def __str__(self) -> str:
        """The message, with certificate and account; and the trace, where it was asked for."""
        account = plain("; ".join(f"{name} {entry}" for name, entry in self.account.items()))
        lines = [self.message, *self._sharpness(), *([f"  account: {account}"] if account else [])]
        if self.trace:
            lines += ["", "how the verdict was reached:", as_text(self.trace)]
        return "\n".join(lines)

    def _sharpness(self) -> list[str]:
        """A line that says what a pass is worth; none where it is no pass."""
        if not self or not self.certificate:
            return []
        target, smallest = max(self.certificate.items(), key=lambda one: (one[1], one[0]))
        return [plain(f"  would catch an error of {smallest:.0e} in one entry of {target}")]

    @property
    def message(self) -> str:
        """The verdict in words: the messages of all findings that are not a pass, without the trace."""
        if not self.findings:
            return f"{self.layer}: fail: no check applied, so nothing was verified"
        if not self.failures:
            checks = _counted(len({finding.check for finding in self.findings}), "check")
            text = f"{self.layer}: pass: {checks} on {_counted(self.cases, 'case')}"
            return f"{text}; {self.cut_short}" if self.cut_short else text
        return failures_text(self.failures) + self.how_read

    @property
    def how_read(self) -> str:
        """How a message ends: the convention that was found, where backward stands, what time left out."""
        where = {"read as": self.read_as, "backward": self.backward_at}
        lines = [f"{what}: {told}" for what, told in where.items() if told]
        lines += [str(self.cut_short)] if self.cut_short else []
        return "".join(f"\n  {line}" for line in lines)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
