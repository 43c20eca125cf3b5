"""Which items baselines add."""

import pytest

from ethan_check.pytest_plugin.baseline_plan import with_baselines
from ethan_check.pytest_plugin.baseline_settings import read_baseline_settings
from ethan_check.pytest_plugin.baseline_task import BaselineTask
from ethan_check.pytest_plugin.check_task import CheckTask
from ethan_check.pytest_plugin.full_run import FullRun
from ethan_check.pytest_plugin.item_task import FailingTask
from ethan_check.pytest_plugin.layer_state import LayerState
from pytest_plugin.stand_ins import Square, loaded, settings


def planned(project, *arguments):
    config = project.parseconfig("--ethan-check", "-o", "ethan_baseline=gradients", *arguments)
    read_baseline_settings(config)
    config.pluginmanager.register(FullRun(config), FullRun.NAME)
    found = loaded(("a.v1", Square, {}))
    (entry,) = found.registry
    checks = {"gradient": CheckTask(LayerState(entry, found, settings()), "gradient")}
    groups = {"a.v1": checks, "broken.b": {"load": FailingTask("no")}}
    return with_baselines(config, groups, found)


def test_each_layer_gets_one_behind_its_checks(project):
    groups = planned(project)
    assert {name: list(tasks) for name, tasks in groups.items()} == {
        "a.v1": ["gradient", "baseline"],
        "broken.b": ["load"],
        "baseline": ["gone"],
    }
    task = groups["a.v1"]["baseline"]
    assert isinstance(task, BaselineTask)
    assert task.checks == {"gradient": groups["a.v1"]["gradient"]}
    assert (task.file, task.line) == (task.entry.source_file, task.entry.source_line)


def test_a_part_of_a_run_has_no_item_for_what_is_gone_and_prunes_nothing(project):
    assert "baseline" not in planned(project, "-k", "a")
    with pytest.raises(pytest.UsageError, match="needs a run that sees every layer, and this one has -k"):
        planned(project, "-k", "a", "--ethan-baseline=prune")
