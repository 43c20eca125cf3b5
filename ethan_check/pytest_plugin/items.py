"""The items themselves: functions to pytest, so that fixtures, markers and other plugins work on them."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from ethan_check.isolation.layer_stopped import LayerStopped
from ethan_check.pytest_plugin.check_task import CheckTask
from ethan_check.pytest_plugin.crash_log import crash_log_of, is_timeout
from ethan_check.pytest_plugin.item_task import CheckFailure, Task
from ethan_check.pytest_plugin.stopped_layers import stopped_message, timeout_message
from ethan_check.pytest_plugin.worker_notes import noted

__all__ = ["HOW_IT_WAS_FOUND", "CheckItem", "pytest_runtest_makereport"]

HOW_IT_WAS_FOUND = "ethan: how the verdict was reached"
"""The section of an item's report that holds its trace, under `--ethan-explain`."""


class CheckItem(pytest.Function):
    """One check of one layer."""

    def __init__(self, *, task: Task, **details: Any) -> None:
        def check() -> None:
            task()

        super().__init__(callobj=check, **details)
        self.task = task
        self.add_marker(pytest.mark.ethan)

    def runtest(self) -> None:
        """Run the check, unless its layer has crashed or hung before."""
        task = self.task
        entry = getattr(task, "entry", None)
        if entry is None:
            super().runtest()
            return
        crash_log, layer = crash_log_of(self.config), entry.name
        if stopped := crash_log.stopped(layer):
            task.record.update(verdict="not asked")
            pytest.skip(stopped)
        try:
            with noted(self.config, layer):
                super().runtest()
        except BaseException as error:
            if is_timeout(error):
                self._stop_layer("did not return")
            elif isinstance(error, LayerStopped):
                self._stop_layer(error.remark)
                raise CheckFailure(stopped_message(entry.name, self.name, error, _again(task))) from None
            raise

    def _stop_layer(self, remark: str) -> None:
        """Nothing else is asked of a layer that has crashed or hung."""
        layer = self.task.entry.name  # type: ignore[attr-defined]
        self.task.record.update(verdict="error", stopped=remark)
        reason = f"{layer} {remark} in {self.nodeid}; its other checks are not run"
        crash_log_of(self.config).stop(layer, reason)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """The layer's own file and line, so that annotations land on the layer."""
        assert self.parent is not None
        heading = f"{self.parent.name}: {self.name}"
        if not self.task.file:
            return self.config.rootpath, None, heading
        return Path(self.task.file), max(self.task.line - 1, 0), heading

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What the check says, and nothing around it."""
        if isinstance(excinfo.value, CheckFailure):
            return "\n".join([str(excinfo.value), *getattr(excinfo.value, "__notes__", ())])
        if isinstance(excinfo.value, pytest.xfail.Exception):
            return str(excinfo.value)
        if isinstance(self.task, CheckTask) and is_timeout(excinfo.value):
            return timeout_message(self.task.entry.name, excinfo.value)
        return super().repr_failure(excinfo)


def _again(task: Task) -> str:
    """The command that asks the same again, of an item that asks something of a layer."""
    return str(getattr(task, "again", "pytest --ethan-check"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not isinstance(item, CheckItem) or call.when != "call":
        return report
    record = item.task.record
    vars(report)["ethan"] = record
    properties = [("ethan_verdict", record["verdict"])] if "verdict" in record else []
    properties += [
        (f"ethan_certificate_{target}", f"{smallest:.1e}")
        for target, smallest in sorted(record.get("certificate", {}).items())
    ]
    item.user_properties += properties  # junitxml reads them from the report of the teardown
    report.user_properties += properties
    if record.get("trace"):
        from ethan_check.trace import Step, as_text

        report.sections.append((HOW_IT_WAS_FOUND, as_text(map(Step.from_json, record["trace"]))))
    if report.skipped and isinstance(report.longrepr, tuple) and item.task.file:
        report.longrepr = (item.task.file, item.task.line, report.longrepr[2])
    return report
