"""Results as SARIF 2.1.0, which code scanning reads: a check is a rule, and what it found is a result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ethan_check.reports.checked_json import finite
from ethan_check.reports.layer_result import CheckResult, LayerResult
from ethan_check.reports.repository import in_repository
from ethan_check.reports.results import Results
from ethan_check.reports.words import GRAVE

__all__ = ["render"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"fail": "error", "error": "error", "inconclusive": "warning", "expected failure": "note"}
_NOT_LOADED = "load"
"""The rule under which a source stands that could not be loaded."""


def render(results: Results, root: Path) -> str:
    """The text of the file; the same for the same results."""
    found = [*_not_loaded(results), *_found(results, root)]
    rules = sorted({result["ruleId"] for result in found})
    driver = {
        "name": "Ethan",
        "semanticVersion": results.run.ethan,
        "rules": [{"id": rule, "name": rule, "shortDescription": {"text": _asks(rule)}} for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": results.run.complete}],
        "columnKind": "unicodeCodePoints",
        "results": found,
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(finite(document), indent=1, allow_nan=False) + "\n"


def _asks(rule: str) -> str:
    return "A source of layers can be loaded" if rule == _NOT_LOADED else f"Ethan's check {rule}"


def _not_loaded(results: Results) -> Iterator[dict[str, Any]]:
    for source in results.not_loaded:
        yield {
            "ruleId": _NOT_LOADED,
            "level": "error",
            "message": {"text": source.text or f"{source.name} could not be loaded"},
            "partialFingerprints": {"ethan/v1": _fingerprint(source.name, _NOT_LOADED)},
        }


def _found(results: Results, root: Path) -> Iterator[dict[str, Any]]:
    for layer in results.worst_first:
        for check in layer.checks:
            if check.verdict in GRAVE or check.verdict == "expected failure":
                yield _result(layer, check, root)


def _result(layer: LayerResult, check: CheckResult, root: Path) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": check.check,
        "level": _LEVELS[check.verdict],
        "message": {"text": check.text or f"{layer.name}: {check.verdict}"},
        "partialFingerprints": {"ethan/v1": _fingerprint(layer.name, check.check)},
        "properties": {"layer": layer.name, "verdict": check.verdict},
    }
    if layer.place:
        file = in_repository(layer.place.file, root)
        uri = Path(file).as_uri() if Path(file).is_absolute() else quote(file)
        region = {"startLine": max(layer.place.line, 1)}
        result["locations"] = [
            {
                "physicalLocation": {"artifactLocation": {"uri": uri}, "region": region},
                "logicalLocations": [{"name": layer.name, "kind": "type"}],
            }
        ]
    if check.verdict == "expected failure":
        result["suppressions"] = [{"kind": "external", "justification": check.text}]
    return result


def _fingerprint(layer: str, check: str) -> str:
    """The same from run to run, wherever the layer moves: by it an alert is known again."""
    return hashlib.sha256(f"{layer}::{check}".encode(errors="backslashreplace")).hexdigest()
