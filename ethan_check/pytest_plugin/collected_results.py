"""The results of a run, put together from the reports of its items."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import pytest

from ethan_check.pytest_plugin.baseline_options import BASELINE
from ethan_check.pytest_plugin.layer_summary import LayerSummary
from ethan_check.reports.layer_result import BaselineLine, CheckResult, LayerResult, Place
from ethan_check.reports.results import NotLoaded, Results, Run
from ethan_check.result import CutShort, Finding
from ethan_check.trace import Step

__all__ = ["Reports", "collected_results"]

Reports = Mapping[str, Mapping[str, pytest.TestReport]]
"""The report of each item, by layer and check."""

_BROKEN = "broken."


def collected_results(
    reports: Reports, left_out: tuple[str, ...], seed: int, *, is_complete: bool
) -> Results:
    """The results of a run; in the order of names, whatever the order of its items was."""
    in_order = {layer: dict(sorted(checks.items())) for layer, checks in sorted(reports.items())}
    of_store = in_order.pop(BASELINE, {})
    run = Run(
        ethan=_version("ethan-check"),
        python=platform.python_version(),
        numpy=_version("numpy"),
        platform=f"{platform.system()} {platform.machine()}",
        when=_now(),
        seed=seed,
        complete=is_complete,
    )
    return Results(
        run=run,
        layers=(
            *(_layer(name, checks) for name, checks in in_order.items() if not name.startswith(_BROKEN)),
            *(layer for report in of_store.values() for layer in _gone(report)),
        ),
        not_loaded=tuple(
            NotLoaded(name.removeprefix(_BROKEN), _text_of(report))
            for name, checks in in_order.items()
            if name.startswith(_BROKEN)
            for report in checks.values()
        ),
        left_out=left_out,
    )


def _layer(name: str, reports: Mapping[str, pytest.TestReport]) -> LayerResult:
    summary, facts = LayerSummary(), dict[str, Any]()
    checks, baseline = [], []
    for check, report in reports.items():
        record: dict[str, Any] = vars(report).get("ethan", {})
        summary.add(check, report)
        facts.update(record.get("facts", {}))
        baseline += _baseline_lines(record.get("baseline"))
        checks.append(_check(check, summary.verdicts[check], record, _text_of(report)))
    return LayerResult(
        name=name,
        verdict=summary.verdict,
        remark=summary.remark,
        source=_place(facts.get("source")),
        backward=_place(facts.get("backward")),
        formulas=facts.get("formulas", ""),
        read_as=summary.read_as,
        certificate=summary.certificate,
        account=summary.account,
        checks=tuple(checks),
        baseline=tuple(baseline),
    )


def _baseline_lines(said: Mapping[str, Any] | None) -> list[BaselineLine]:
    """What a baseline says of a layer: each difference, or its state where there is none."""
    if said is None:
        return []
    differences = [BaselineLine(**line) for line in said.get("differences", ())]
    return differences or [BaselineLine(state=said["state"], where="")]


def _gone(report: pytest.TestReport) -> Iterator[LayerResult]:
    """The layers that are in the store and no longer in the project."""
    record: dict[str, Any] = vars(report).get("ethan", {})
    for name in record.get("baseline", {}).get("gone", ()):
        yield LayerResult(
            name=name,
            verdict="fail" if report.failed else "not asked",
            remark="in the store of baselines, and no longer in the project",
            baseline=(BaselineLine(state="gone", where=""),),
        )


def _check(name: str, verdict: str, record: Mapping[str, Any], text: str) -> CheckResult:
    return CheckResult(
        check=name,
        verdict=verdict,
        text=text,
        cases=record.get("cases", 0),
        calls=record.get("calls", {}),
        findings=tuple(Finding(**finding) for finding in record.get("findings", ())),
        trace=tuple(map(Step.from_json, record.get("trace", ()))),
        cut_short=CutShort.from_json(record["cut_short"]) if record.get("cut_short") else None,
    )


def _place(place: Mapping[str, Any] | None) -> Place | None:
    return None if place is None else Place(**place)


def _text_of(report: pytest.TestReport) -> str:
    """What the run printed of an item: its message, or why it was skipped or is known to fail."""
    if hasattr(report, "wasxfail"):
        return str(report.wasxfail).removeprefix("reason: ")
    if report.skipped and isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr or "")


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _now() -> str:
    """The time, or the one that whoever wants the same bytes every time has set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    when = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
