"""Puts `ethan::layer::check` items beside the tests, with no test file needed."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from ethan_check.pytest_plugin.options import settings_of
from ethan_check.pytest_plugin.run_state import NOTHING, NOTHING_JUDGED, USAGE_ERROR, send_to_controller

if TYPE_CHECKING:
    from ethan_check.pytest_plugin.item_task import Task

__all__ = [
    "NoTestFiles",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_make_collect_report",
]

_USAGE_ERROR = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if isinstance(collector, pytest.Session) and settings_of(collector.config).active:
        suite = Suite.from_parent(collector, name="ethan", nodeid="ethan")
        # Last, so that what test modules register while they are collected is seen.
        report.result = [*(report.result or ()), suite]
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config) -> None:
    error = config.stash.get(_USAGE_ERROR, None)
    if error is not None:
        raise pytest.UsageError(error)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tell each layer which of its items were selected, and which of them reports why it cannot be judged."""
    from ethan_check.pytest_plugin.check_task import CheckTask

    tasks = [task for item in session.items if isinstance(task := getattr(item, "task", None), CheckTask)]
    if not tasks:
        return
    from ethan_check.engine.expected_failures import expected_of

    for task in tasks:
        task.layer.to_come.append(task.check)
        expected = expected_of(task.entry.expected_failures, task.check)
        if expected is not None and expected.reason is not None:
            continue
        if not task.layer.said.reporting_item or task.check == "gradient":
            task.layer.said.reporting_item = task.check


class NoTestFiles:
    """Registered for `--ethan-only`: the session itself has no test files."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> pytest.CollectReport | None:
        if isinstance(collector, pytest.Session):
            return pytest.CollectReport(collector.nodeid, "passed", None, [])
        return None


class Suite(pytest.Collector):
    """All layers of a run."""

    def collect(self) -> Iterator[pytest.Collector]:
        from ethan_check.pytest_plugin.item_plan import plan_items

        plan = plan_items(self.config)
        if plan.usage_error:
            # Raised when collection is over: a collector that raises interrupts the run.
            self.config.stash[_USAGE_ERROR] = plan.usage_error
            send_to_controller(self.config, USAGE_ERROR, plan.usage_error)
            return
        if plan.nothing:
            self.config.stash[NOTHING] = plan.nothing
            send_to_controller(self.config, NOTHING_JUDGED, plan.nothing)
        for name, tasks in plan.groups.items():
            yield Group.from_parent(self, name=name, tasks=tasks)


class Group(pytest.Collector):
    """The checks of one layer."""

    obj = None  # pytest.Function looks for its test function here when it has none

    def __init__(self, *, tasks: Mapping[str, Task], **details: Any) -> None:
        super().__init__(**details)
        self.tasks = tasks

    def collect(self) -> Iterator[pytest.Item]:
        from ethan_check.pytest_plugin.items import CheckItem

        for name, task in self.tasks.items():
            yield CheckItem.from_parent(self, name=name, task=task)
