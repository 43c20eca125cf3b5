"""The item of layers that are gone."""

import pytest

from ethan_check.baseline.entry import LayerEntry
from ethan_check.pytest_plugin.baseline_gone import GoneTask, successor
from ethan_check.pytest_plugin.baseline_settings import read_baseline_settings
from ethan_check.pytest_plugin.full_run import FullRun
from ethan_check.pytest_plugin.item_task import CheckFailure


@pytest.fixture
def task(project):
    def make(*layers, verb="compare"):
        config = project.parseconfig("-o", "ethan_baseline=gradients", f"--ethan-baseline={verb}")
        baseline = read_baseline_settings(config)
        for layer in ("a.v1", "b.v1"):
            baseline.store.write(LayerEntry(layer, 0))
        return GoneTask(baseline, layers, FullRun(config))

    return make


def test_nothing_is_gone(task):
    one = task("a.v1", "b.v1", "c.v1")
    one()
    assert one.record["baseline"] == {"gone": [], "removes": False}


def test_what_is_gone_fails(task):
    one = task("b.v1")
    with pytest.raises(CheckFailure, match=r"^a\.v1: gone: it is in the store, .*\nif that is meant: pytest"):
        one()


def test_pruning_hands_it_over(task):
    one = task("b.v1", verb="prune")
    one()
    assert one.record["baseline"] == {"gone": ["a.v1"], "removes": True}


def test_a_run_that_has_not_seen_everything_cannot_tell(task):
    one = task("b.v1", verb="prune")
    one.run.left_out = "items were deselected"
    with pytest.raises(pytest.skip.Exception, match="cannot be told: items were deselected"):
        one()
    assert one.record == {}


def test_a_store_that_cannot_be_read_is_said(task, monkeypatch):
    one = task("b.v1")
    monkeypatch.setattr(
        "os.listdir", lambda path: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    with pytest.raises(CheckFailure, match="gradients: cannot be read"):
        one()


def test_a_name_with_dots_has_a_successor():
    assert successor("net.conv.v1", ("net.conv.v3",)).startswith(", and net.conv.v3 is there")
