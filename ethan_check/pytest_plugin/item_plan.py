"""Which items a run has: decided once, from what is loaded and what is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from ethan_check.pytest_plugin.item_task import CheckTask, FailingTask, Task
from ethan_check.pytest_plugin.layer_state import JudgedLayer
from ethan_check.pytest_plugin.options import PREFIX, Settings, settings_of
from ethan_check.pytest_plugin.run_state import leave_note, loaded_for
from ethan_core.suggest import did_you_mean

if TYPE_CHECKING:
    from ethan_core.registry import Entry

__all__ = ["Plan", "plan"]

HOW_TO_REGISTER = (
    "register one with @ethan_core.register('mylayer.v1', cases=[...]) in a module or conftest.py, name a "
    "module with --ethan-layers=package.module or the ini key ethan_layers, describe layers in tables "
    '[tool.ethan.layers."package.module:Name"] of pyproject.toml, or install a distribution that has the '
    "entry point ethan.layers"
)


@dataclass(frozen=True)
class Plan:
    """Tasks by layer and check, or a usage error."""

    groups: dict[str, dict[str, Task]] = field(default_factory=dict)
    problem: str = ""


def plan(config: pytest.Config) -> Plan:
    """What to run; the same on every worker."""
    settings, loaded = settings_of(config), loaded_for(config)
    leave_note(config, "ethan_left_out", [list(left) for left in loaded.left_out])
    if not loaded.registry and not loaded.broken and not loaded.left_out:
        said = "".join(f"{empty.message}; " for empty in loaded.empty)
        return Plan(problem=f"ethan: no layer found: {said}{HOW_TO_REGISTER}")
    known = [check.name for check in loaded.checks]
    for name in settings.checks:
        if name not in known:
            return Plan(problem=f"ethan: no check is called {name!r}; {did_you_mean(name, known)}")
    groups: dict[str, dict[str, Task]] = {}
    for entry in loaded.registry:
        table = loaded.tables.get(entry.name)
        only = table.checks if table else ()
        layer = JudgedLayer(entry, loaded, settings)
        tasks: dict[str, Task] = {
            name: CheckTask(layer, name)
            for name in known
            if name in (settings.checks or known) and name in (only or known)
        }
        for name, problem in _names_of_nothing(entry, only, known).items():
            tasks[_as_id(name)] = FailingTask(
                f"{entry.name}: {problem}", entry.source_file, entry.source_line
            )
        if tasks:
            groups[entry.name] = tasks
    messages: dict[str, list[str]] = {}
    for broken in (*loaded.broken, *loaded.empty):
        told = str(broken)
        if broken.stub:
            told += f"\nput this into {loaded.configuration.file} and fill it in:\n\n{broken.stub}\n"
        messages.setdefault(f"broken.{_as_id(broken.label)}", []).append(told)
    for name in sorted(messages):
        groups[name] = {"load": FailingTask("\n".join(messages[name]))}
    return _selected(groups, settings)


def _names_of_nothing(entry: Entry, only: tuple[str, ...], known: list[str]) -> dict[str, str]:
    """What a layer's checks and expected failures name although it is not there, with what to say."""
    problems = {
        name: f"checks names {name!r}, but no check is called that; {did_you_mean(name, known)}"
        for name in only
        if name not in known
    }
    for name in sorted(entry.expected_failures):
        if name not in known:
            hint = did_you_mean(name, known)
            problems[name] = f"expected_failures names {name!r}, but no check is called that; {hint}"
        elif only and name not in only:
            problems[name] = (
                f"expected_failures names {name!r}, which is not among its checks ({', '.join(only)})"
            )
    return problems


def _selected(groups: dict[str, dict[str, Task]], settings: Settings) -> Plan:
    if not settings.ids:
        return Plan(groups)
    known = [f"{PREFIX}{group}::{name}" for group, tasks in groups.items() for name in tasks]
    halves = [f"{PREFIX}{group}" for group in groups]
    for wanted in settings.ids:
        if wanted not in known and wanted not in halves:
            return Plan(problem=f"ethan: not found: {wanted}; {did_you_mean(wanted, halves + known)}")
    kept = {
        group: {
            name: task
            for name, task in tasks.items()
            if f"{PREFIX}{group}" in settings.ids or f"{PREFIX}{group}::{name}" in settings.ids
        }
        for group, tasks in groups.items()
    }
    return Plan({group: tasks for group, tasks in kept.items() if tasks})


def _as_id(text: str) -> str:
    """Without brackets and double colons, which pytest reads as its own."""
    return text.replace("[", "(").replace("]", ")").replace("::", ":")
