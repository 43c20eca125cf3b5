"""What has been reported about one layer, and how it reads in the section at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from ethan_check.pytest_plugin.accuracy_table import Accuracy, accuracy_of

__all__ = ["Standing", "in_words"]

_GRAVITY = ("pass", "expected failure", "inconclusive", "error", "fail")
_UNASKED = ("not applicable", "not asked")


@dataclass
class Standing:
    """One layer, as far as its items have been reported."""

    verdicts: dict[str, str] = field(default_factory=dict)
    certificate: dict[str, float] = field(default_factory=dict)
    checks_known: int = 0
    remark: str = ""
    stub: str = ""
    read_as: str = ""
    accuracy: Accuracy | None = None

    def add(self, check: str, report: pytest.TestReport) -> None:
        """Take in the report of one item."""
        record: dict[str, Any] = getattr(report, "ethan", {})
        verdict = record.get("verdict") or ("not applicable" if report.skipped else "error")
        if verdict != "not asked" or check not in self.verdicts:
            self.verdicts[check] = verdict  # What has ended a process may be tried again, in vain.
        self.certificate.update(record.get("certificate", {}))
        self.checks_known = max(self.checks_known, record.get("checks_known", 1))
        self.remark = self.remark or _remark(record, report)
        self.stub = record.get("stub") or self.stub
        self.read_as = self.read_as or record.get("read_as", "")
        self.accuracy = self.accuracy or accuracy_of(record.get("findings", ()))

    @property
    def is_vacuous(self) -> bool:
        """Whether every check that exists was asked and none applied."""
        return bool(self.verdicts) and set(self.verdicts.values()) <= set(_UNASKED)

    @property
    def verdict(self) -> str:
        """The gravest of its checks' verdicts."""
        if self.is_vacuous:
            return "fail" if len(self.verdicts) >= self.checks_known else "not applicable"
        return max((verdict for verdict in self.verdicts.values() if verdict in _GRAVITY), key=_GRAVITY.index)

    @property
    def is_good(self) -> bool:
        """Whether nobody has to do anything."""
        return self.verdict in ("pass", "expected failure")

    def __str__(self) -> str:
        parts = [f"{self.verdict:<12}", in_words(Counter(self.verdicts.values()))]
        if self.certificate:
            target, smallest = max(self.certificate.items(), key=lambda item: (item[1], item[0]))
            parts.append(f"would catch an error of {smallest:.0e} in one entry of {target}")
        return "  ".join([*parts, *([self.remark] if self.remark else [])])


def in_words(counts: Counter[str]) -> str:
    """Counted verdicts, the good ones first.

    >>> in_words(Counter(["fail", "pass", "not asked", "pass"]))
    '2 pass, 1 fail, 1 not asked'
    """
    order = (*_GRAVITY, *_UNASKED)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in order if counts[verdict])


def _remark(record: dict[str, Any], report: pytest.TestReport) -> str:
    """What befell a layer beside verdicts."""
    if str(report.when) == "???":
        return "ended its process"
    if record.get("obstacle"):
        return "cannot be judged"
    return str(record.get("stopped", ""))
