"""What has been reported about one layer, as a line of the section at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from ethan_check.pytest_plugin.accuracy_table import Accuracy, accuracy_of
from ethan_check.result import AccountEntry, CutShort

__all__ = ["LayerSummary", "counts_text"]

_SEVERITY = ("pass", "expected failure", "inconclusive", "error", "fail")
_VERDICT_WIDTH = len("inconclusive")  # the longest that is usual, so that the columns stand in line
_NOT_RUN = ("not applicable", "not asked")


@dataclass
class LayerSummary:
    """The reports of one layer's items so far.

    >>> print(LayerSummary({"gradient": "fail", "shapes": "pass"}))
    fail          1 pass, 1 fail
    """

    verdicts: dict[str, str] = field(default_factory=dict)
    certificate: dict[str, float] = field(default_factory=dict)
    checks_known: int = 0
    remark: str = ""
    template: str = ""
    read_as: str = ""
    accuracy: Accuracy | None = None
    account: dict[str, AccountEntry] = field(default_factory=dict)
    changes: set[str] = field(default_factory=set)
    cut_short: CutShort | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    excused: dict[str, list[str]] = field(default_factory=dict)

    def add(self, check: str, report: pytest.TestReport) -> None:
        """Add the report of one item."""
        record: dict[str, Any] = getattr(report, "ethan", {})
        if report.skipped and isinstance(report.longrepr, tuple) and record.get("verdict") != "not asked":
            self.reasons[check] = str(report.longrepr[2]).removeprefix("Skipped: ")
        verdict = record.get("verdict") or ("not asked" if report.skipped else "error")
        if verdict != "not asked" or check not in self.verdicts:
            self.verdicts[check] = verdict  # a check that ended its process may be run again, in vain
        if record.get("excused"):
            self.excused[check] = record["excused"]
        self.certificate.update(record.get("certificate", {}))
        self.checks_known = max(self.checks_known, record.get("checks_known", 1))
        self.remark = self.remark or _remark(record, report)
        self.template = record.get("template") or self.template
        self.read_as = self.read_as or record.get("read_as", "")
        self.account.update(
            {name: AccountEntry(**entry) for name, entry in record.get("account", {}).items()}
        )
        self.changes.update(record.get("changes", ()))
        if record.get("cut_short"):
            self.cut_short = CutShort.from_json(record["cut_short"]) | self.cut_short
        self.accuracy = self.accuracy or accuracy_of(record.get("findings", ()))

    @property
    def is_vacuous(self) -> bool:
        """Whether no check that was run applied."""
        return bool(self.verdicts) and set(self.verdicts.values()) <= set(_NOT_RUN)

    @property
    def verdict(self) -> str:
        """The most severe of its checks' verdicts."""
        if self.is_vacuous:
            was_skipped = "not asked" in self.verdicts.values()
            everything = len(self.verdicts) >= self.checks_known
            if was_skipped and (everything or set(self.verdicts.values()) == {"not asked"}):
                return "not asked"
            return "fail" if everything else "not applicable"
        return max(
            (verdict for verdict in self.verdicts.values() if verdict in _SEVERITY), key=_SEVERITY.index
        )

    @property
    def not_judged(self) -> tuple[str, ...]:
        """The arrays that the output depends on and nobody judged."""
        return tuple(name for name, entry in self.account.items() if entry.became == "not judged")

    @property
    def without_effect(self) -> tuple[str, ...]:
        """The arrays that no output of any case moves with."""
        return tuple(name for name, entry in self.account.items() if entry.became == "no effect")

    @property
    def is_good(self) -> bool:
        """Whether the layer needs no attention."""
        return self.verdict in ("pass", "expected failure")

    def in_detail(self) -> Iterator[str]:
        """How it was read, what became of each array, and why some checks do not apply."""
        if self.read_as:
            yield f"read as: {self.read_as}"
        if self.account:
            yield f"account: {'; '.join(f'{array} {entry}' for array, entry in self.account.items())}"
        by_reason: dict[str, list[str]] = {}
        for check, verdict in sorted(self.verdicts.items()):
            if verdict == "not applicable":
                by_reason.setdefault(self.reasons.get(check, ""), []).append(check)
        told = [
            f"{', '.join(checks)} ({reason})" if reason else ", ".join(checks)
            for reason, checks in by_reason.items()
        ]
        if told:
            yield f"not applicable: {'; '.join(told)}"

    def __str__(self) -> str:
        parts = [f"{self.verdict:<{_VERDICT_WIDTH}}", counts_text(Counter(self.verdicts.values()))]
        if self.certificate:
            target, smallest = max(self.certificate.items(), key=lambda item: (item[1], item[0]))
            parts.append(f"would catch an error of {smallest:.0e} in one entry of {target}")
        if self.excused:
            told = (f"{check} ({', '.join(names)})" for check, names in sorted(self.excused.items()))
            parts.append(f"excused: {', '.join(told)}")
        if self.not_judged:
            parts.append(f"not judged: {', '.join(self.not_judged)}")
        if self.without_effect:
            parts.append(f"no effect: {', '.join(self.without_effect)}")
        if self.changes:
            parts.append(f"changes {', '.join(sorted(self.changes))}")
        return "  ".join([*parts, *([self.remark] if self.remark else [])])


def counts_text(counts: Counter[str]) -> str:
    """Counted verdicts, the good ones first.

    >>> counts_text(Counter(["fail", "pass", "not asked", "pass"]))
    '2 pass, 1 fail, 1 not asked'
    """
    order = (*_SEVERITY, *_NOT_RUN)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in order if counts[verdict])


def _remark(record: dict[str, Any], report: pytest.TestReport) -> str:
    """What there is to say of a layer besides verdicts."""
    if record.get("obstacle"):
        return "cannot be judged"
    if report.skipped and not record.get("verdict") and isinstance(report.longrepr, tuple):
        # By a marker, or by another plugin.
        return f"skipped: {str(report.longrepr[2]).removeprefix('Skipped: ')}"
    return str(record.get("stopped", ""))
