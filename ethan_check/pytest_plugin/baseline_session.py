"""What becomes of baselines at the end of a run: one process writes, and says what it wrote."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from ethan_check.pytest_plugin.baseline_options import BASELINE
from ethan_check.pytest_plugin.baseline_records import check_entry_of
from ethan_check.pytest_plugin.baseline_settings import BaselineSettings
from ethan_check.pytest_plugin.options import PREFIX

__all__ = ["BaselineSession"]

_INTERRUPTED = (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR)


class BaselineSession:
    """Collects the records of all items, from this process or from workers; lives on the controller."""

    def __init__(self, baseline: BaselineSettings) -> None:
        self._baseline = baseline
        self._records: dict[str, dict[str, dict[str, Any]]] = {}
        self._said: dict[str, dict[str, Any]] = {}
        self._gone: dict[str, Any] = {}
        self._outcomes: list[str] = []
        self._errors: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what belongs to baselines."""
        record: dict[str, Any] = getattr(report, "ethan", {})
        if not report.nodeid.startswith(PREFIX):
            return
        _, layer, check = report.nodeid.split("::", 2)
        if layer == BASELINE:
            self._gone = record.get("baseline", self._gone)
        elif check == BASELINE and "baseline" in record:
            self._said[layer] = record["baseline"]
        elif record:
            self._records.setdefault(layer, {})[check] = record

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write what is to be written, unless the run was cut short."""
        planned = sorted(layer for layer, said in self._said.items() if "entry" in said)
        removed = list(self._gone.get("gone", ())) if self._gone.get("removes") else []
        if not planned and not removed:
            return
        if exitstatus in _INTERRUPTED or session.shouldstop or session.shouldfail:
            self._outcomes.append("nothing was written: the run did not come to its end")
            return
        for layer in planned:
            self._write(layer)
        for layer in removed:
            self._remove(layer)
        if self._errors and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _write(self, layer: str) -> None:
        from ethan_check.baseline.merge import changes_a_value, merged
        from ethan_check.baseline.provenance import provenance
        from ethan_check.baseline.schema import entry_of
        from ethan_check.baseline.store_error import StoreError

        store, verb = self._baseline.store, self._baseline.verb
        now = entry_of(self._said[layer]["entry"], layer)
        records = self._records.get(layer, {})
        checks = {name: check_entry_of(record, now.seed) for name, record in records.items()}
        now = replace(
            now,
            checks={name: entry for name, entry in checks.items() if entry is not None},
            written={**now.written, **provenance(self._baseline.reason)},
        )
        try:
            stored = store.read(layer)
            found = merged(stored, now, only_missing=verb == "new")
            if found is stored:
                return
            if verb == "update" and changes_a_value(stored, now) and not self._baseline.reason:
                self._errors.append(
                    f"{layer}: not written: a stored value changes: say why, with --ethan-reason"
                )
                return
            store.write(found)
        except StoreError as error:
            self._errors.append(str(error))
            return
        self._outcomes.append(f"{'written' if stored is None else 'updated'}: {layer}")

    def _remove(self, layer: str) -> None:
        from ethan_check.baseline.store_error import StoreError

        try:
            self._baseline.store.remove(layer)
        except StoreError as error:
            self._errors.append(str(error))
            return
        self._outcomes.append(f"removed: {layer}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what passed and is yet no longer the same, what was written, and what all came to."""
        if not self._said and not self._gone:
            return
        terminalreporter.ensure_newline()
        terminalreporter.section("ethan: baselines")
        # Whoever writes is told what, however quiet the run is asked to be.
        if terminalreporter.config.get_verbosity() >= 0 or self._baseline.writes:
            for _, said in sorted(self._said.items()):
                for line in said["lines"]:
                    terminalreporter.write_line(line)
            for line in self._outcomes:
                terminalreporter.write_line(line)
        for line in self._errors:
            terminalreporter.write_line(line, red=True)
        terminalreporter.write_line(self._totals())

    def _totals(self) -> str:
        from ethan_check.baseline.states import ORDER

        states = Counter(said["state"] for said in self._said.values())
        gone = len(self._gone.get("gone", ()))
        parts = [
            f"{states[state]} {state}"
            for state in (*ORDER, *sorted(set(states) - set(ORDER)))
            if states[state]
        ]
        parts += [f"{gone} gone"] if gone else []
        count = sum(states.values())
        layers = f"{count} layer{'' if count == 1 else 's'}"
        return f"{self._baseline.verb} with {self._baseline.store.name}: {layers}: {', '.join(parts)}"
