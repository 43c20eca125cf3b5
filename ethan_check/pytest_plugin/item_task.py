"""What an item does when it runs, and what it adds to the report."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from ethan_check.pytest_plugin.layer_state import LayerState
from ethan_check.pytest_plugin.options import PREFIX

if TYPE_CHECKING:
    from ethan_check.result import Report
    from ethan_core.registry import Entry

__all__ = ["CheckFailure", "CheckTask", "FailingTask", "Task", "put_into"]


class CheckFailure(AssertionError):
    """Its text is the whole failure as a person reads it; no traceback belongs to it."""


class Task(Protocol):
    """One item's work.

    Attributes:
        file, line: where the layer is defined; line numbers start at 1.
        record: plain data about the run, which travels with the item's report.
    """

    @property
    def file(self) -> str: ...

    @property
    def line(self) -> int: ...

    @property
    def record(self) -> dict[str, Any]: ...

    def __call__(self) -> None:
        """Do it.

        Raises:
            CheckFailure: the check does not pass.
        """


@dataclass(frozen=True)
class FailingTask:
    """Fails with a message: something could not be loaded or is misspelt.

    >>> FailingTask("there is no module 'layrs'")()
    Traceback (most recent call last):
        ...
    ethan_check.pytest_plugin.item_task.CheckFailure: there is no module 'layrs'
    """

    message: str
    file: str = ""
    line: int = 0
    template: str = ""
    record: dict[str, Any] = field(default_factory=dict)

    def __call__(self) -> None:
        self.record.update(verdict="error", findings=[], template=self.template)
        raise CheckFailure(self.message)


@dataclass(frozen=True)
class CheckTask:
    """Runs one check on one layer."""

    layer: LayerState
    check: str
    record: dict[str, Any] = field(default_factory=dict)

    @property
    def entry(self) -> Entry:
        return self.layer.entry

    @property
    def file(self) -> str:
        return self.entry.source_file

    @property
    def line(self) -> int:
        return self.entry.source_line

    def __call__(self) -> None:
        from ethan_check.engine.expected_failures import apply_expected_failure, expected_of, weigh

        loaded = self.layer.loaded
        if self.layer.settings.reports:
            self.record["facts"] = self.layer.facts
        self._require_judgeable()
        expected = expected_of(self.entry.expected_failures, self.check)
        report, outcome = weigh(self._report, self.check, expected)
        self.record.update(_json_native(report, len(loaded.checks)))
        self.record.update(verdict=outcome.kind, excused=list(outcome.excused))
        self._require_some_failure(outcome.kind == "expected failure")
        if outcome.kind == "not applicable":
            pytest.skip(outcome.text)
        if outcome.kind == "expected failure":
            pytest.xfail(outcome.text)  # returns under --runxfail
            outcome = apply_expected_failure(report, self.check)
            self.record["verdict"] = outcome.kind
        if outcome.kind in ("error", "fail") and report.failures:
            self._skip_what_is_told(report, outcome.text, outcome.kind)
        if outcome.kind == "pass":
            return
        text, again = outcome.text, f"\nsee it again: {self.again}"
        if not self.layer.introduces(self.check):
            text, again = text.removesuffix(report.how_read), ""
        raise CheckFailure(f"{self.layer.spelt(text)}{self._reproduction(report)}{again}")

    def _report(self, without: frozenset[str]) -> Report:
        explain = self.layer.settings.explain
        return self.layer.report((self.check,), explain=explain, without=without)

    def _require_some_failure(self, is_excused: bool) -> None:
        """Fail in the last item of a layer of which some failure is expected, whichever, and none came."""
        reason = self.entry.expected_failures.get("*")
        if reason is None or not self.layer.fails_nowhere(self.check, is_excused):
            return
        self.record["verdict"] = "fail"
        text = f"no check fails, but failures are expected ({reason}); take expected_failures out"
        raise CheckFailure(f"{self.entry.name}: {text}")

    def _reproduction(self, report: Report) -> str:
        """A line that says which file shows the failure alone, or why none does; empty where nobody asked."""
        folder = self.layer.settings.repro
        if folder is None or not report.failures:
            return ""
        if self.layer.processes is not None:
            return "\nno file reproduces it: the layer ran in a process of its own; leave --ethan-isolate out"
        from ethan_check.repro.literals import NotWritten
        from ethan_check.repro.script import Failure, write_script
        from ethan_check.subject.backward_source import shown_place

        table = self.layer.table
        content = None if table is None else table.content
        failure = Failure(self.entry, content or None, self.layer.run.subjects, report, self.check)
        try:
            file = write_script(failure, folder)
        except NotWritten as reason:
            return f"\nno file reproduces it: {reason}"
        except OSError as error:
            return f"\nno file reproduces it: {folder}: {error.strerror or error}"
        shown = shown_place((str(file), 0)).rpartition(":")[0]
        self.record["repro"] = shown
        return f"\nreproduce it: python {shown}"

    def _skip_what_is_told(self, report: Report, text: str, kind: str) -> None:
        """Leave a failure to the item that says it, where several checks meet one mistake."""
        first = self.layer.told_by(self.check, report, text)
        if first != self.check:
            self.record.update(verdict="not asked")
            what = "error" if kind == "error" else "failure"
            pytest.skip(f"the same {what} as {PREFIX}{self.entry.name}::{first}")

    def _require_judgeable(self) -> None:
        """Let one item of a layer say why it cannot be judged; the others refer to it.

        A failure that is expected is left to be one.
        """
        from ethan_check.engine.expected_failures import expected_of

        expected = expected_of(self.entry.expected_failures, self.check)
        if (expected is not None and expected.reason is not None) or not self.layer.obstacle:
            return
        if self.layer.reporting_item not in ("", self.check):
            self.record.update(verdict="not asked")
            where = f"{PREFIX}{self.entry.name}::{self.layer.reporting_item}"
            pytest.skip(f"{self.entry.name} cannot be judged: see {where}")
        self.record.update(verdict="error", obstacle=self.layer.obstacle, template=self.layer.template)
        self.record.update(changes=self.layer.changes)
        advice = put_into(self.layer.loaded.configuration.file, self.layer.template)
        raise CheckFailure(f"{self.layer.obstacle}\n{advice}see it again: {self.again}")

    @property
    def again(self) -> str:
        """The command that asks the same again."""
        settings = self.layer.settings
        layers = ",".join(settings.sources) if settings.named_by_option else ""
        named = f" --ethan-layers={shlex.quote(layers)}" if layers else ""
        item = f"{PREFIX}{self.entry.name}::{self.check}"
        demand = "" if settings.certificate is None else f" --ethan-certificate={settings.certificate:g}"
        return f'pytest "{item}" --ethan-check --ethan-seed={settings.seed}{demand}{named}'


def _json_native(report: Report, checks_known: int) -> dict[str, Any]:
    """A report as data that crosses to another process: numpy's numbers would not, nor do lone surrogates."""
    from ethan_check.isolation.crossing import as_plain

    plain: dict[str, Any] = as_plain({**report.to_json(), "checks_known": checks_known})
    return plain


def put_into(file: str, *templates: str) -> str:
    """Where the tables belong that a layer needs; empty where there is none.

    >>> print(put_into("pyproject.toml", "[table]"))
    put this into pyproject.toml and fill it in:
    <BLANKLINE>
    [table]
    <BLANKLINE>
    <BLANKLINE>
    """
    shown = "\n\n".join(template for template in templates if template)
    return f"put this into {file} and fill it in:\n\n{shown}\n\n" if shown else ""
