"""What switches Ethan on for a run, and says so in its header."""

from __future__ import annotations

import pytest

from ethan_check.pytest_plugin.baseline_settings import read_baseline_settings
from ethan_check.pytest_plugin.isolation_settings import isolation_of
from ethan_check.pytest_plugin.options import settings_of

__all__ = ["pytest_configure", "pytest_report_header"]

_MAX_SOURCES_IN_HEADER = 5  # names of usual length that fit on a line or two of a terminal


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ethan: a check of a layer's hand-written gradient.")
    settings = settings_of(config)
    if not settings.active:
        if settings.reports and not config.getini("ethan_check"):
            raise pytest.UsageError("ethan: --ethan-report: no layer is checked; add --ethan-check")
        return
    from ethan_check.pytest_plugin.collection import NoTestFiles
    from ethan_check.pytest_plugin.lost_workers import LostWorkers
    from ethan_check.pytest_plugin.summary import Summary

    if settings.only:
        from ethan_check.pytest_plugin.scheduling import OneWorkerForALayer

        config.pluginmanager.register(NoTestFiles(), "ethan-only")
        config.pluginmanager.register(OneWorkerForALayer(), "ethan-scheduling")
    is_worker = hasattr(config, "workerinput")
    baseline = None if config.option.help else read_baseline_settings(config)
    if baseline is not None:
        from ethan_check.pytest_plugin.baseline_session import BaselineSession
        from ethan_check.pytest_plugin.full_run import FullRun

        config.pluginmanager.register(FullRun(config), FullRun.NAME)
        if not is_worker:
            config.pluginmanager.register(BaselineSession(baseline), "ethan-baseline")
    if is_worker:
        return
    from ethan_check.pytest_plugin.progress import Progress
    from ethan_check.pytest_plugin.status_line import StatusLine

    config.pluginmanager.register(Progress(StatusLine(config)), Progress.NAME)
    config.pluginmanager.register(LostWorkers(config), "ethan-lost-workers")
    summary = Summary(config)
    config.pluginmanager.register(summary, "ethan-summary")
    if settings.reports:
        from ethan_check.pytest_plugin.report_files import ReportFiles, targets_of

        config.pluginmanager.register(ReportFiles(config, targets_of(config), summary), "ethan-report-files")


def pytest_report_header(config: pytest.Config) -> str | None:
    settings = settings_of(config)
    if not settings.active:
        nothing = "ethan: no layer is checked in a run of single files, so no report is written"
        return nothing if settings.reports else None
    from ethan_check.pytest_plugin.run_state import sources_of

    named = _abbreviate(sources_of(config))
    if settings.named_by_option:
        layers = named
    else:
        layers = f"{named}, and all that are installed" if named else "all that are installed"
    isolated = isolation_of(config).header
    return "\n".join([f"ethan: layers: {layers}; seed: {settings.seed}", *([isolated] if isolated else [])])


def _abbreviate(sources: tuple[str, ...]) -> str:
    """The first few sources, and how many more there are.

    >>> _abbreviate(("a", "b", "c", "d", "e", "f"))
    'a, b, c, d, e and 1 more'
    """
    more = len(sources) - _MAX_SOURCES_IN_HEADER
    return ", ".join(sources[:_MAX_SOURCES_IN_HEADER]) + (f" and {more} more" if more > 0 else "")
