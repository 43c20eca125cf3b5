"""Writes what `--ethan-report` asks for, when the run is over; lives on the controller."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ethan_check.pytest_plugin.baseline_settings import baseline_of
from ethan_check.pytest_plugin.options import PREFIX, settings_of

if TYPE_CHECKING:
    from ethan_check.pytest_plugin.summary import Summary
    from ethan_check.reports.targets import Target

__all__ = ["ReportFiles", "targets_of"]

_RAN = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)


def targets_of(config: pytest.Config) -> list[Target]:
    """The reports that this run is asked for.

    Raises:
        pytest.UsageError: one of them could not be written.
    """
    from ethan_check.reports.errors import ReportError
    from ethan_check.reports.targets import target_of

    try:
        return [target_of(name, config.invocation_params.dir) for name in settings_of(config).reports]
    except ReportError as error:
        raise pytest.UsageError(f"ethan: --ethan-report: {error}") from None


class ReportFiles:
    """Collects the reports of all items, from this process or from workers."""

    def __init__(self, config: pytest.Config, targets: list[Target], summary: Summary) -> None:
        self._config, self._targets, self._summary = config, targets, summary
        self._reports: dict[str, dict[str, pytest.TestReport]] = {}
        self._lines: list[tuple[str, bool]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.nodeid.startswith(PREFIX) or (report.passed and report.when != "call"):
            return
        _, layer, check = report.nodeid.split("::", 2)
        of_layer = self._reports.setdefault(layer, {})
        if check not in of_layer or vars(report).get("ethan", {}).get("verdict") != "not asked":
            of_layer[check] = report  # A check that ended its process may be run again, in vain.

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus not in _RAN or (not self._reports and exitstatus != pytest.ExitCode.OK):
            return
        if self._config.option.collectonly:
            return
        from ethan_check.pytest_plugin.collected_results import collected_results
        from ethan_check.reports.errors import ReportError

        is_complete = exitstatus != pytest.ExitCode.INTERRUPTED and not (
            session.shouldfail or session.shouldstop
        )
        left_out, seed = self._summary.left_out(), settings_of(self._config).seed
        results = collected_results(self._reports, left_out, seed, is_complete=is_complete)
        baseline = baseline_of(self._config)
        if baseline is not None:
            from ethan_check.pytest_plugin.baseline_history import with_histories

            results = with_histories(results, baseline, self._config.rootpath)
        for target in self._targets:
            try:
                printed = target.write(results, self._config.rootpath)
            except ReportError as error:
                self._lines.append((f"ethan: --ethan-report: {error}", False))
                if session.exitstatus == pytest.ExitCode.OK:
                    session.exitstatus = pytest.ExitCode.TESTS_FAILED
            else:
                self._lines.append((printed or f"report: {target.name}", True))

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.ensure_newline()
        for line, is_good in self._lines:
            terminalreporter.write_line(line, red=not is_good)
