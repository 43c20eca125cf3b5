"""Lines that GitHub Actions shows beside the code: a workflow prints them, and the runner reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ethan_check.reports.repository import in_repository
from ethan_check.reports.results import Results
from ethan_check.reports.words import GRAVE

__all__ = ["render"]

_LEVELS = {"fail": "error", "error": "error", "inconclusive": "warning"}


def render(results: Results, root: Path) -> str:
    """One line for each check that needs somebody, at its layer's backward; the worst first, as GitHub shows
    ten of each kind a step.
    """
    return "\n".join(_lines(results, root))


def _lines(results: Results, root: Path) -> Iterator[str]:
    for source in results.not_loaded:
        yield f"::error title={_property(f'{source.name} is not loaded')}::{_data(source.text)}"
    for layer in results.worst_first:
        for check in layer.checks:
            if check.verdict not in GRAVE:
                continue
            properties = {"title": f"{layer.name}: {check.check}"}
            if layer.place:
                properties = {
                    "file": in_repository(layer.place.file, root),
                    "line": str(layer.place.line),
                    **properties,
                }
            shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
            yield f"::{_LEVELS[check.verdict]} {shown}::{_data(check.text)}"


def _data(text: str) -> str:
    """Text as the runner reads it: on one line.

    >>> _data("50%\\nof it")
    '50%25%0Aof it'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
