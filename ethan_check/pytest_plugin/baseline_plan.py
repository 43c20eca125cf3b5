"""Which items baselines add to a run: one for each layer, and one for those that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ethan_check.pytest_plugin.baseline_gone import GoneTask
from ethan_check.pytest_plugin.baseline_options import BASELINE
from ethan_check.pytest_plugin.baseline_settings import baseline_of
from ethan_check.pytest_plugin.baseline_task import BaselineTask
from ethan_check.pytest_plugin.check_task import CheckTask
from ethan_check.pytest_plugin.full_run import FullRun, why_not_full
from ethan_check.pytest_plugin.item_task import Task

if TYPE_CHECKING:
    from ethan_check.loading.manager import Loaded

__all__ = ["with_baselines"]


def with_baselines(
    config: pytest.Config, groups: dict[str, dict[str, Task]], loaded: Loaded
) -> dict[str, dict[str, Task]]:
    """The items of a run with those of baselines, each behind the checks of its layer.

    Raises:
        pytest.UsageError: pruning is asked of a run that has not seen every layer.
    """
    baseline = baseline_of(config)
    assert baseline is not None
    found: dict[str, dict[str, Task]] = {}
    for name, tasks in groups.items():
        checks = {check: task for check, task in tasks.items() if isinstance(task, CheckTask)}
        found[name] = dict(tasks)
        if checks:
            layer = next(iter(checks.values())).layer
            found[name][BASELINE] = BaselineTask(layer, baseline, checks)
    reason = why_not_full(config, loaded)
    if not reason:
        run = config.pluginmanager.get_plugin(FullRun.NAME)
        assert isinstance(run, FullRun)
        found[BASELINE] = {"gone": GoneTask(baseline, loaded.registry.names(), run)}
    elif baseline.verb == "prune":
        raise pytest.UsageError(
            f"ethan: --ethan-baseline=prune needs a run that sees every layer, and this one has {reason}"
        )
    return found
