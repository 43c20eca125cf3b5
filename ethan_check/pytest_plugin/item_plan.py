"""Which items a run has: decided once, from what is loaded and what is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from ethan_check.pytest_plugin.baseline_settings import baseline_of
from ethan_check.pytest_plugin.check_task import CheckTask
from ethan_check.pytest_plugin.isolation_settings import isolation_of
from ethan_check.pytest_plugin.item_task import FailingTask, Task
from ethan_check.pytest_plugin.layer_state import LayerState
from ethan_check.pytest_plugin.nothing_judged import nothing_judged
from ethan_check.pytest_plugin.options import PREFIX, settings_of
from ethan_check.pytest_plugin.recent_runs import RecentRuns
from ethan_check.pytest_plugin.run_state import NOT_JUDGED, loaded_layers, send_to_controller
from ethan_check.pytest_plugin.see_again import put_into
from ethan_check.pytest_plugin.thrown_away import thrown_away
from ethan_core.errors import RegistrationError
from ethan_core.suggest import did_you_mean

if TYPE_CHECKING:
    from ethan_check.engine.entries import EntryRun
    from ethan_check.loading.manager import Loaded, LoadError
    from ethan_check.pytest_plugin.layer_processes import LayerProcesses
    from ethan_core.registry import Entry

__all__ = ["ItemPlan", "plan_items"]


@dataclass(frozen=True)
class ItemPlan:
    """Tasks by layer and check; or a usage error; or why there is nothing to judge."""

    groups: dict[str, dict[str, Task]] = field(default_factory=dict)
    usage_error: str = ""
    nothing: str = ""


def plan_items(config: pytest.Config) -> ItemPlan:
    """What to run; the same on every worker."""
    try:
        settings, loaded = settings_of(config), loaded_layers(config)
    except RegistrationError as error:
        return ItemPlan(usage_error=f"ethan: {error}")
    send_to_controller(config, NOT_JUDGED, [list(loaded.bases), list(loaded.left_out)])
    known = [check.name for check in loaded.checks]
    for name in settings.checks:
        if name not in known:
            return ItemPlan(usage_error=f"ethan: no check is called {name!r}; {did_you_mean(name, known)}")
    if not loaded.registry and not loaded.broken:
        return ItemPlan(nothing=nothing_judged(loaded, config.invocation_params.dir))
    runs: RecentRuns[EntryRun] = RecentRuns(around=thrown_away)
    config.add_cleanup(runs.clear)
    processes, listener = _processes(config), config.pluginmanager.get_plugin("ethan-progress")
    layers = (
        LayerState(entry, loaded, settings, runs=runs, processes=processes, listener=listener)
        for entry in loaded.registry
    )
    groups = {layer.entry.name: _tasks_of_layer(layer) for layer in layers}
    groups = {name: tasks for name, tasks in groups.items() if tasks}
    groups |= _tasks_of_errors(loaded)
    if baseline_of(config) is not None:
        from ethan_check.pytest_plugin.baseline_plan import with_baselines

        try:
            groups = with_baselines(config, groups, loaded)
        except pytest.UsageError as error:
            return ItemPlan(usage_error=str(error))
    return _select_ids(groups, settings.ids)


def _processes(config: pytest.Config) -> LayerProcesses | None:
    if not isolation_of(config).apart:
        return None
    from ethan_check.pytest_plugin.layer_processes import LayerProcesses

    return LayerProcesses(config)


def _tasks_of_layer(layer: LayerState) -> dict[str, Task]:
    """One item for each check that is asked for, and a failing one for each name that is no check."""
    entry, loaded, settings = layer.entry, layer.loaded, layer.settings
    known = [check.name for check in loaded.checks]
    table = loaded.tables.get(entry.name)
    own = table.checks if table else ()
    tasks: dict[str, Task] = {
        name: CheckTask(layer, name)
        for name in known
        if name in (settings.checks or known) and name in (own or known)
    }
    for name, problem in _unknown_names(entry, own, known).items():
        message = f"{entry.name}: {problem}"
        tasks[_as_id(name)] = FailingTask(message, entry.source_file, entry.source_line)
    return tasks


def _tasks_of_errors(loaded: Loaded) -> dict[str, dict[str, Task]]:
    """A failing item for each source that could not be loaded; those of one distribution share it."""
    by_item: dict[str, list[LoadError]] = {}
    for error in (*loaded.broken, *loaded.empty):
        by_item.setdefault(f"broken.{_as_id(error.label)}", []).append(error)
    tasks: dict[str, dict[str, Task]] = {}
    for name, errors in sorted(by_item.items()):
        advice = put_into(loaded.configuration.file, *(error.template for error in errors))
        message = "\n".join(map(str, errors)) + (f"\n{advice.rstrip()}" if advice else "")
        tasks[name] = {
            "load": FailingTask(message, template="\n\n".join(e.template for e in errors if e.template))
        }
    return tasks


def _unknown_names(entry: Entry, own: tuple[str, ...], known: list[str]) -> dict[str, str]:
    """What a layer's checks and expected failures name although there is no such check, and the message."""
    from ethan_check.engine.expected_failures import ANY, check_of

    problems = {
        name: f"checks names {name!r}, but no check is called that; {did_you_mean(name, known)}"
        for name in own
        if name not in known
    }
    for name in sorted(entry.expected_failures):
        check = check_of(name)
        if name == ANY:
            continue
        if check not in known:
            hint = did_you_mean(check, known)
            problems[name] = f"expected_failures names {name!r}, but no check is called that; {hint}"
        elif own and check not in own:
            problems[name] = (
                f"expected_failures names {name!r}, which is not among its checks ({', '.join(own)})"
            )
    return problems


def _select_ids(groups: dict[str, dict[str, Task]], ids: tuple[str, ...]) -> ItemPlan:
    """The items that are named, as `ethan::layer::check` or `ethan::layer`; all if there are no ids."""
    if not ids:
        return ItemPlan(groups)
    items = [f"{PREFIX}{group}::{name}" for group, tasks in groups.items() for name in tasks]
    layers = [f"{PREFIX}{group}" for group in groups]
    for wanted in ids:
        if wanted not in items and wanted not in layers:
            return ItemPlan(usage_error=f"ethan: not found: {wanted}; {did_you_mean(wanted, layers + items)}")
    selected = {
        group: {
            name: task
            for name, task in tasks.items()
            if f"{PREFIX}{group}" in ids or f"{PREFIX}{group}::{name}" in ids
        }
        for group, tasks in groups.items()
    }
    return ItemPlan({group: tasks for group, tasks in selected.items() if tasks})


def _as_id(text: str) -> str:
    """Without brackets and double colons, which pytest reads as its own.

    >>> _as_id("nn::Conv[3]")
    'nn:Conv(3)'
    """
    return text.replace("[", "(").replace("]", ")").replace("::", ":")
