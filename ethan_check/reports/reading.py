"""Results that were written as JSON, read again: by another process, on another machine, months later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ethan_check.reports.checked_json import Value
from ethan_check.reports.errors import ReportError
from ethan_check.reports.layer_result import VERDICTS, CheckResult, LayerResult, Place
from ethan_check.reports.reading_baselines import baseline_line, revisions
from ethan_check.reports.results import FORMAT, VERSION, NotLoaded, Results, Run
from ethan_check.result import AccountEntry, CutShort, Finding
from ethan_check.trace import Step

__all__ = ["read_results", "results_of"]

_FINDING_VERDICTS = ("pass", "fail", "inconclusive", "error")
_BECAME = ("judged", "wrong", "declared", "state", "no effect", "not judged")
_DEEPEST = 50
"""Steps inside steps; a trace has some ten, and Python's own limit would end in a traceback."""


def read_results(file: Path) -> Results:
    """The results in a file that `--ethan-report=results.json` has written.

    Raises:
        ReportError: there is no such file, it holds no results, is damaged, or comes from a newer Ethan.
    """
    try:
        data = json.loads(file.read_bytes())
    except OSError as error:
        raise ReportError(f"{file}: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise ReportError(f"{file}: not JSON; give a file that --ethan-report=results.json wrote") from None
    try:
        return results_of(data)
    except ReportError as error:
        raise ReportError(f"{file}: {error}") from None


def results_of(data: Any) -> Results:
    """The results that `Results.to_json` made this of.

    Raises:
        ReportError: it made nothing of the kind.

    >>> results_of({"format": "ethan-results", "version": 99})
    Traceback (most recent call last):
        ...
    ethan_check.reports.errors.ReportError: written by a newer Ethan (results of version 99; this one reads \
version 1): upgrade ethan-check
    """
    document = Value(data)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ReportError("not results of Ethan; give a file that --ethan-report=results.json wrote")
    version = document["version"].whole
    if version > VERSION:
        raise ReportError(
            f"written by a newer Ethan (results of version {version}; this one reads version {VERSION}): "
            "upgrade ethan-check"
        )
    if version < 1:
        raise ReportError(f"version is {version}, expected {VERSION}")
    return Results(
        run=_run(document["run"]),
        layers=tuple(map(_layer, document["layers"].items)),
        not_loaded=tuple(
            NotLoaded(one["name"].text, one["text"].text) for one in document["not_loaded"].items
        ),
        left_out=tuple(reason.text for reason in document["left_out"].items),
    )


def _run(run: Value) -> Run:
    texts = {name: run[name].text for name in ("ethan", "python", "numpy", "platform", "when")}
    return Run(**texts, seed=run["seed"].whole, complete=run["complete"].truth)


def _layer(layer: Value) -> LayerResult:
    return LayerResult(
        name=layer["name"].text,
        verdict=layer["verdict"].word(VERDICTS),
        remark=layer["remark"].text,
        source=_place(layer["source"]),
        backward=_place(layer["backward"]),
        formulas=layer["formulas"].text,
        read_as=layer["read_as"].text,
        certificate={target: value.number for target, value in layer["certificate"].members.items()},
        account={name: _account_entry(entry) for name, entry in layer["account"].members.items()},
        checks=tuple(map(_check, layer["checks"].items)),
        baseline=tuple(map(baseline_line, layer["baseline"].items)),
        history=revisions(layer["history"]),
    )


def _place(place: Value) -> Place | None:
    return None if place.plain is None else Place(place["file"].text, place["line"].whole)


def _account_entry(entry: Value) -> AccountEntry:
    became: Any = entry["became"].word(_BECAME)
    return AccountEntry(became, entry["certificate"].number_or_none, entry["why"].text)


def _check(check: Value) -> CheckResult:
    return CheckResult(
        check=check["check"].text,
        verdict=check["verdict"].word(VERDICTS),
        text=check["text"].text,
        cases=check["cases"].whole,
        calls={name: count.whole for name, count in check["calls"].members.items()},
        findings=tuple(map(_finding, check["findings"].items)),
        trace=tuple(_step(step) for step in check["trace"].items),
        cut_short=_cut_short(check["cut_short"]),
    )


def _cut_short(said: Value) -> CutShort | None:
    if said.plain is None:
        return None
    cases = {
        name: (counts["seen"].whole, counts["planned"].whole)
        for name, counts in said["cases"].members.items()
    }
    return CutShort(said["budget"].number, cases, tuple(check.text for check in said["as_found"].items))


def _finding(finding: Value) -> Finding:
    verdict: Any = finding["verdict"].word(_FINDING_VERDICTS)
    texts = {name: finding[name].text for name in ("check", "target", "message", "case")}
    evidence = {name: value.plain for name, value in finding["evidence"].members.items()}
    return Finding(**texts, verdict=verdict, evidence=evidence)


def _step(step: Value, depth: int = 0) -> Step:
    if depth > _DEEPEST:
        raise ReportError(f"{step.place} lies more than {_DEEPEST} steps deep")
    facts = {name: fact.plain for name, fact in step["facts"].members.items()}
    return Step(step["what"].text, facts, tuple(_step(one, depth + 1) for one in step["steps"].items))
