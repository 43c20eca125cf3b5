"""What a run found out about one layer, as frozen, JSON-native data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ethan_check.reports.baseline_revision import BaselineRevision
from ethan_check.result import AccountEntry, CutShort, Finding, Json
from ethan_check.trace import Step

__all__ = ["VERDICTS", "BaselineLine", "CheckResult", "LayerResult", "Place"]

VERDICTS: Final = (
    "fail",
    "error",
    "inconclusive",
    "expected failure",
    "pass",
    "not applicable",
    "not asked",
)
"""How a check or a layer can end, the worst first."""


@dataclass(frozen=True)
class Place:
    """A line of a file; the file as seen from the project's root where it lies below it, with `/`."""

    file: str
    line: int

    def to_json(self) -> dict[str, Json]:
        """The place as a dictionary that `json.dumps` takes."""
        return {"file": self.file, "line": self.line}


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """How one check of one layer ended.

    Args:
        check: its name.
        verdict: one of `VERDICTS`.
        text: what the run printed: the message, or the reason for which nothing was asked; empty for a pass.
        cases: how many cases were looked at.
        calls: how often forward and backward ran.
        findings: what it found about each gradient or output.
        trace: every step that led to the verdict, where the run was asked to explain itself.
        cut_short: what the time that the layer may take kept the check from; None for nothing.
    """

    check: str
    verdict: str
    text: str = ""
    cases: int = 0
    calls: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    trace: tuple[Step, ...] = ()
    cut_short: CutShort | None = None

    def to_json(self) -> dict[str, Json]:
        """The result as a dictionary that `json.dumps` takes."""
        result: dict[str, Json] = {
            "check": self.check,
            "verdict": self.verdict,
            "text": self.text,
            "cases": self.cases,
            "calls": dict(self.calls),
            "findings": [finding.to_json() for finding in self.findings],
            "trace": [step.to_json() for step in self.trace],
        }
        return result | {"cut_short": self.cut_short.to_json()} if self.cut_short else result


@dataclass(frozen=True, kw_only=True)
class BaselineLine:
    """What became of one value that a baseline remembers.

    Args:
        state: in a word or two, `less accurate`.
        where: which value, `gradient of W, case 0, float64`.
        baseline, now: the two values.
        ratio: of now to the baseline, where that says something.
        allowance: by how much they may differ.
        text: the line as the run printed it.
    """

    state: str
    where: str
    baseline: Json = None
    now: Json = None
    ratio: float | None = None
    allowance: float | None = None
    text: str = ""

    def to_json(self) -> dict[str, Json]:
        """The line as a dictionary that `json.dumps` takes."""
        return dict(vars(self))


@dataclass(frozen=True, kw_only=True)
class LayerResult:
    """Everything that a run found out about one layer.

    Args:
        name: of the layer.
        verdict: one of `VERDICTS`, as the run's summary says it.
        remark: what there is to say of it besides: `ended its process`.
        source: where it is defined; None where nobody knows.
        backward: where its backward is defined; None where nobody knows.
        formulas: what its documentation states, in the notation of `ethan_core.formula`; or in another one.
        read_as: which convention was found.
        certificate: for each gradient, the smallest error in one entry that would have been seen, relative
            to the largest.
        account: what became of each array that the output depends on.
        checks: in the order of their names.
        baseline: what changed against a baseline; empty where there is none.
        history: the revisions of that baseline, the newest first; empty where nobody asked for them.
    """

    name: str
    verdict: str
    remark: str = ""
    source: Place | None = None
    backward: Place | None = None
    formulas: str = ""
    read_as: str = ""
    certificate: Mapping[str, float] = field(default_factory=dict)
    account: Mapping[str, AccountEntry] = field(default_factory=dict)
    checks: tuple[CheckResult, ...] = ()
    baseline: tuple[BaselineLine, ...] = ()
    history: tuple[BaselineRevision, ...] = ()

    @property
    def place(self) -> Place | None:
        """Where an annotation belongs: the line of its backward, or of the layer."""
        return self.backward or self.source

    @property
    def cut_short(self) -> CutShort | None:
        """What the time that the layer may take kept all of its checks from; None for nothing."""
        whole: CutShort | None = None
        for check in self.checks:
            if check.cut_short is not None:
                whole = check.cut_short | whole
        return whole

    @property
    def changes(self) -> tuple[str, ...]:
        """What a baseline says of the layer, unless that is that nothing changed; each state once.

        >>> lines = tuple(BaselineLine(state=state, where="") for state in ("same", "cheaper", "cheaper"))
        >>> LayerResult(name="relu.v1", verdict="pass", baseline=lines).changes
        ('cheaper',)
        """
        return tuple(dict.fromkeys(line.state for line in self.baseline if line.state != "same"))

    def to_json(self) -> dict[str, Json]:
        """The result as a dictionary that `json.dumps` takes."""
        return {
            "name": self.name,
            "verdict": self.verdict,
            "remark": self.remark,
            "source": self.source and self.source.to_json(),
            "backward": self.backward and self.backward.to_json(),
            "formulas": self.formulas,
            "read_as": self.read_as,
            "certificate": dict(self.certificate),
            "account": {name: entry.to_json() for name, entry in self.account.items()},
            "checks": [check.to_json() for check in self.checks],
            "baseline": [line.to_json() for line in self.baseline],
            "history": [revision.to_json() for revision in self.history],
        }
