"""What switches Ethan on for a run, and says so in its header."""

from __future__ import annotations

import pytest

from ethan_check.pytest_plugin.options import settings_of

__all__ = ["pytest_configure", "pytest_report_header"]

_MAX_SOURCES_IN_HEADER = 5  # names of usual length that fit on a line or two of a terminal


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ethan: a check of a layer's hand-written gradient.")
    settings = settings_of(config)
    if not settings.active:
        return
    from ethan_check.pytest_plugin.collection import NoTestFiles
    from ethan_check.pytest_plugin.summary import Summary

    if settings.only:
        from ethan_check.pytest_plugin.scheduling import OneWorkerForALayer

        config.pluginmanager.register(NoTestFiles(), "ethan-only")
        config.pluginmanager.register(OneWorkerForALayer(), "ethan-scheduling")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Summary(config), "ethan-summary")


def pytest_report_header(config: pytest.Config) -> str | None:
    settings = settings_of(config)
    if not settings.active:
        return None
    from ethan_check.pytest_plugin.run_state import sources_of

    layers = _abbreviate(sources_of(config)) or "all that are installed"
    return f"ethan: layers: {layers}; seed: {settings.seed}"


def _abbreviate(sources: tuple[str, ...]) -> str:
    """The first few sources, and how many more there are.

    >>> _abbreviate(("a", "b", "c", "d", "e", "f"))
    'a, b, c, d, e and 1 more'
    """
    more = len(sources) - _MAX_SOURCES_IN_HEADER
    return ", ".join(sources[:_MAX_SOURCES_IN_HEADER]) + (f" and {more} more" if more > 0 else "")
