"""Which report a path asks for, and whether it could be written: found out before any check runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ethan_check.reports.atomic_write import require_writable, write_atomically
from ethan_check.reports.errors import ReportError
from ethan_check.reports.results import Results

__all__ = ["GITHUB", "Target", "target_of"]

GITHUB: Final = "github"
"""In place of a path: the summary of the job, and annotations."""

_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"

_FORMATS: Mapping[str, str] = {
    ".html": "ethan_check.reports.page",
    ".json": "ethan_check.reports.as_json",
    ".md": "ethan_check.reports.as_markdown",
    ".sarif": "ethan_check.reports.as_sarif",
}
"""The module that renders each suffix. It is imported when there is something to render."""

_NEEDED: Mapping[str, tuple[str, ...]] = {".html": ("jinja2", "latex2mathml", "matplotlib")}
"""What a suffix needs of the extra `report`."""


@dataclass(frozen=True)
class Target:
    """One report that is asked for.

    Args:
        name: as it was asked for.
        write: writes it; takes the results and the project's root, and returns what is to be printed.
    """

    name: str
    write: Callable[[Results, Path], str]


def target_of(name: str, folder: Path) -> Target:
    """The report that a name asks for, which can be written as far as that can be told now.

    Args:
        name: a path, or `github`.
        folder: what a relative path starts from.

    Raises:
        ReportError: the suffix is unknown, the path cannot be written, or something is not installed.

    >>> target_of("report.htm", Path())
    Traceback (most recent call last):
        ...
    ethan_check.reports.errors.ReportError: report.htm: no report ends in '.htm'; known: .html, .json, \
.md, .sarif and github
    """
    if name == GITHUB:
        return Target(name, partial(_tell_github, _summary_file()))
    suffix = Path(name).suffix.lower()
    if suffix not in _FORMATS:
        what = f"no report ends in {suffix!r}" if suffix else "it has no suffix that says which report"
        raise ReportError(f"{name or 'an empty path'}: {what}; known: {', '.join(_FORMATS)} and {GITHUB}")
    missing = [module for module in _NEEDED.get(suffix, ()) if find_spec(module) is None]
    if missing:
        raise ReportError(
            f"{name} needs {', '.join(missing)}, not installed here: pip install 'ethan-check[report]'"
        )
    file = folder / name
    require_writable(file)
    return Target(name, partial(_write_file, file, _FORMATS[suffix]))


def _write_file(file: Path, module: str, results: Results, root: Path) -> str:
    try:
        text = import_module(module).render(results, root)
    except Exception as error:  # Of a library: what the run has found is told all the same.
        first = str(error).partition("\n")[0]
        raise ReportError(f"{file} cannot be made: {type(error).__name__}: {first}") from error
    write_atomically(file, text)
    return ""


def _summary_file() -> Path:
    file = os.environ.get(_STEP_SUMMARY)
    if not file:
        raise ReportError(
            f"github: ${_STEP_SUMMARY} is not set, as it is in a step of GitHub Actions; elsewhere, give "
            "a path that ends in .md"
        )
    try:
        with open(file, "ab"):
            return Path(file)
    except OSError as error:
        raise ReportError(f"github: {file} cannot be written: {error.strerror or error}") from None


def _tell_github(file: Path, results: Results, root: Path) -> str:
    """Append to the summary, which other steps of the job's own tools may have begun; return annotations."""
    from ethan_check.reports import annotations, as_markdown

    try:
        with open(file, "a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(as_markdown.render(results, root))
    except OSError as error:
        raise ReportError(f"{file} cannot be written: {error.strerror or error}") from None
    return annotations.render(results, root)
