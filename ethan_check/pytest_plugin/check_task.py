"""One check on one layer, as an item: asked once, told once, and weighed against what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from ethan_check.pytest_plugin.item_task import CheckFailure
from ethan_check.pytest_plugin.layer_task import LayerTask
from ethan_check.pytest_plugin.options import PREFIX
from ethan_check.pytest_plugin.reproduction import reproduction_of
from ethan_check.pytest_plugin.see_again import command_again, put_into
from ethan_check.pytest_plugin.table_advice import as_its_table_spells, template_for

if TYPE_CHECKING:
    from ethan_check.result import Report

__all__ = ["CheckTask"]


@dataclass(frozen=True)
class CheckTask(LayerTask):
    """Runs one check on one layer."""

    check: str
    record: dict[str, Any] = field(default_factory=dict)

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
        if not self.layer.said.introduces(self.check):
            text, again = text.removesuffix(report.how_read), ""
        reproduction = reproduction_of(self.layer, self.check, report)
        if reproduction.file:
            self.record["repro"] = reproduction.file
        raise CheckFailure(f"{as_its_table_spells(self.layer, text)}{reproduction.line}{again}")

    def _report(self, without: frozenset[str]) -> Report:
        explain = self.layer.settings.explain
        return self.layer.report((self.check,), explain=explain, without=without)

    def _require_some_failure(self, is_excused: bool) -> None:
        """Fail in the last item of a layer of which some failure is expected, whichever, and none came."""
        reason = self.entry.expected_failures.get("*")
        if reason is None or not self.layer.said.fails_nowhere(self.layer, self.check, is_excused):
            return
        self.record["verdict"] = "fail"
        text = f"no check fails, but failures are expected ({reason}); take expected_failures out"
        raise CheckFailure(f"{self.entry.name}: {text}")

    def _skip_what_is_told(self, report: Report, text: str, kind: str) -> None:
        """Leave a failure to the item that says it, where several checks meet one mistake."""
        first = self.layer.said.told_by(self.layer, self.check, report, text)
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
        reporting_item = self.layer.said.reporting_item
        if reporting_item not in ("", self.check):
            self.record.update(verdict="not asked")
            where = f"{PREFIX}{self.entry.name}::{reporting_item}"
            pytest.skip(f"{self.entry.name} cannot be judged: see {where}")
        template = template_for(self.layer)
        self.record.update(verdict="error", obstacle=self.layer.obstacle, template=template)
        self.record.update(changes=self.layer.changes)
        advice = put_into(self.layer.loaded.configuration.file, template)
        raise CheckFailure(f"{self.layer.obstacle}\n{advice}see it again: {self.again}")

    @property
    def again(self) -> str:
        """The command that asks the same again."""
        return command_again(self.entry.name, self.check, self.layer.settings)


def _json_native(report: Report, checks_known: int) -> dict[str, Any]:
    """A report as data that crosses to another process: numpy's numbers would not, nor do lone surrogates."""
    from ethan_check.isolation.crossing import as_plain

    plain: dict[str, Any] = as_plain({**report.to_json(), "checks_known": checks_known})
    return plain
