"""A worker of pytest-xdist is gone: who is to blame, and that the run goes on; lives on the controller."""

from __future__ import annotations

from typing import Any

import pytest

from ethan_check.pytest_plugin.crash_log import CrashLog, crash_log_of, share
from ethan_check.pytest_plugin.isolation_settings import isolation_of
from ethan_check.pytest_plugin.options import PREFIX

__all__ = ["LostWorkers"]


class LostWorkers:
    """Names the layer that has ended its worker, or had to be ended with it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._is_watching = False

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """A worker is about to start."""
        share(self._config, node)
        if not self._is_watching and isolation_of(self._config).limit is not None:
            from ethan_check.pytest_plugin.late_workers import LateWorkers

            folder = crash_log_of(self._config).folder
            assert folder is not None
            watch = LateWorkers(folder)
            watch.start()
            self._config.add_cleanup(watch.stop)
            self._is_watching = True

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport) -> None:
        """A worker is gone: say what that means, and let nothing else of the layer run."""
        if not crashitem.startswith(PREFIX):
            return
        log, layer = crash_log_of(self._config), crashitem.split("::", 2)[1]
        remark, how = self._ending(log, report)
        log.stop(layer, f"{layer} {remark} in {crashitem}; its other checks are not run")
        report.longrepr = f"{layer}: {how}\n{report.longrepr}"
        vars(report)["ethan"] = {"verdict": "error", "findings": [], "stopped": remark}
        self._allow_one_more()

    def _ending(self, log: CrashLog, report: pytest.TestReport) -> tuple[str, str]:
        """In a few words, and as a line."""
        from ethan_check.pytest_plugin.late_workers import was_late, where_it_was

        gateway = getattr(getattr(report, "node", None), "gateway", None)
        worker = str(getattr(gateway, "id", ""))
        where = where_it_was(log.folder, worker) if log.folder is not None else ""
        if log.folder is not None and was_late(log.folder, worker):
            limit = isolation_of(self._config).limit
            return "did not return", f"did not return within {limit:g} seconds{where}; its worker was ended"
        return "ended its process", f"ended the process that ran it{where}"

    def _allow_one_more(self) -> None:
        """pytest-xdist gives up after four lost workers for each that it started, unless it was told another
        number: it cannot tell a worker that no item of its own has ended. This one is accounted for.
        """
        session: Any = self._config.pluginmanager.get_plugin("dsession")
        allowed = getattr(session, "_max_worker_restart", None)
        if self._config.getoption("maxworkerrestart", None) is None and isinstance(allowed, int):
            session._max_worker_restart = allowed + 1
