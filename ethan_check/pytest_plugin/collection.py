"""Puts `ethan::layer::check` items beside the tests, with no test file needed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from ethan_check.pytest_plugin.options import settings_of
from ethan_check.pytest_plugin.run_state import leave_note

__all__ = [
    "NoTestFiles",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_make_collect_report",
]

_PROBLEM = pytest.StashKey[str]()


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
    problem = config.stash.get(_PROBLEM, None)
    if problem is not None:
        raise pytest.UsageError(problem)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Choose for each layer, among the items that are left, the one that tells why it cannot be judged."""
    from ethan_check.pytest_plugin.item_task import CheckTask

    for item in session.items:
        task = getattr(item, "task", None)
        if not isinstance(task, CheckTask) or task.check in task.entry.expected_failures:
            continue
        if not task.layer.teller or task.check == "gradient":
            task.layer.teller = task.check


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
        from ethan_check.pytest_plugin.item_plan import plan

        planned = plan(self.config)
        if planned.problem:
            # Kept until collection is over: a collector that raises interrupts the run.
            self.config.stash[_PROBLEM] = planned.problem
            leave_note(self.config, "ethan_problem", planned.problem)
            return
        for name, items in planned.groups.items():
            yield Group.from_parent(self, name=name, planned=items)


class Group(pytest.Collector):
    """The checks of one layer."""

    obj = None  # pytest.Function looks for its test function here when it has none

    def __init__(self, *, planned: Any, **details: Any) -> None:
        super().__init__(**details)
        self.planned = planned

    def collect(self) -> Iterator[pytest.Item]:
        from ethan_check.pytest_plugin.items import CheckItem

        for name, task in self.planned.items():
            yield CheckItem.from_parent(self, name=name, task=task)
