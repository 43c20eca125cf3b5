"""What the item of one layer's baseline does."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from ethan_check.baseline.entry import CheckEntry, LayerEntry
from ethan_check.baseline.schema import entry_of
from ethan_check.pytest_plugin.baseline_settings import read_baseline_settings
from ethan_check.pytest_plugin.baseline_task import BaselineTask
from ethan_check.pytest_plugin.check_task import CheckTask
from ethan_check.pytest_plugin.item_task import CheckFailure
from ethan_check.pytest_plugin.layer_state import LayerState
from ethan_core import Contract
from pytest_plugin.stand_ins import Halved, Shy, Square, loaded, settings


class Tripled(Square):
    def backward(self, dL_dY):
        return 3 * self.X * dL_dY


class Cubed(Square):
    def forward(self, X):
        self.X = X
        return X**3

    def backward(self, dL_dY):
        return 3 * self.X**2 * dL_dY


@pytest.fixture(autouse=True)
def _locally(monkeypatch):
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def run(project):
    """Run the item of a layer, after its gradient check or without it, and give its record."""

    def action(target, *arguments, asks=True, contract="N d -> N d", **details):
        config = project.parseconfig("-o", "ethan_baseline=gradients", *arguments)
        given = {"contract": Contract(shapes=contract)} if contract else {}
        found = loaded(("layer.v1", target, {**given, **details}))
        (entry,) = found.registry
        checks = {"gradient": CheckTask(LayerState(entry, found, settings()), "gradient")}
        if asks:
            with suppress(CheckFailure):
                checks["gradient"]()
        task = BaselineTask(LayerState(entry, found, settings()), read_baseline_settings(config), checks)
        action.task = task
        task()
        return task.record["baseline"]

    return action


def write(run, target, **details):
    """What the session does with what an item hands over."""
    said = run(target, "--ethan-baseline=update", "--ethan-reason=test", **details)
    entry = entry_of(said["entry"], "")
    run.task.baseline.store.write(replace(entry, written={"numpy": np.__version__}))


def failure(run, *arguments, **details):
    with pytest.raises((CheckFailure, pytest.skip.Exception)) as caught:
        run(*arguments, **details)
    return str(caught.value)


def test_no_entry_is_a_skip_and_a_failure_in_ci(run, monkeypatch):
    text = failure(run, Square)
    assert text == 'layer.v1: no entry; make one: pytest "ethan::layer.v1" --ethan-baseline=new'
    assert run.task.record["baseline"]["state"] == "no entry"
    monkeypatch.setenv("CI", "1")
    with pytest.raises(CheckFailure, match="no entry"):
        run(Square)


def test_the_same_layer_is_the_same(run):
    write(run, Square)
    assert run(Square) == {"layer": "layer.v1", "state": "same", "lines": []}


def test_a_mistake_and_another_function_are_told_apart(run):
    write(run, Square)
    wrong = failure(run, Tripled).splitlines()
    assert wrong[0] == "layer.v1: changed: dL_dX is 1.5 times what it was"
    assert "does not pass any more (gradient: fail)" in wrong[1]
    assert wrong[-1].startswith(
        'if it is meant: pytest "ethan::layer.v1" --ethan-baseline=update --ethan-reason='
    )
    other = failure(run, Cubed).splitlines()
    assert "still passes: another forward" in other[1]


def test_the_gradient_is_asked_where_this_process_has_not(run):
    write(run, Square)
    assert "gradient: fail" in failure(run, Tripled, asks=False)
    assert run.task.checks["gradient"].record == {}


def test_writing_needs_a_reason_where_a_value_changes_or_nothing_passes(run):
    assert "as it does not pass (gradient: fail)" in failure(run, Halved, "--ethan-baseline=new")
    said = run(Square, "--ethan-baseline=new")
    assert (said["state"], said["lines"], said["entry"]["layer"]) == ("new", [], "layer.v1")
    write(run, Square)
    assert run(Square, "--ethan-baseline=update")["state"] == "same"
    assert "as a stored value changes" in failure(run, Cubed, "--ethan-baseline=update")
    said = run(Cubed, "--ethan-baseline=update", "--ethan-reason=cubes")
    assert said["state"] == "changed"
    assert said["lines"][0].startswith("layer.v1: changed: ")


def test_a_verdict_that_changes_is_said_before_it_is_stored(run):
    said = run(Square, "--ethan-baseline=new")
    stored = replace(entry_of(said["entry"], ""), checks={"gradient": CheckEntry("fail", 1, 1)})
    run.task.baseline.store.write(replace(stored, written={"numpy": np.__version__}))
    lines = failure(run, Square, "--ethan-baseline=update").splitlines()
    assert lines[1] == "layer.v1: verdict changed: the verdict of gradient was fail, and is pass"


def test_a_contract_that_changed_comes_alone(run):
    write(run, Square)
    text = failure(run, Tripled, contract="N d e -> N d e")
    assert text.startswith("layer.v1: contract changed: shapes was N d -> N d, and is N d e -> N d e\n")
    assert "dL_dX" not in text


def test_a_layer_that_cannot_be_judged_is_not_measured(run):
    assert failure(run, Shy, contract="").startswith("layer.v1 cannot be judged, and so not be measured")
    assert run.task.record["baseline"]["state"] == "not measured"


@pytest.mark.parametrize("verb", ["compare", "new", "update"])
def test_a_damaged_file_is_named_and_nothing_is_handed_over(run, verb):
    write(run, Square)
    store = run.task.baseline.store
    store.write(LayerEntry("a.v1", 0))
    store.path_of("layer.v1").write_text("{")
    reason = ("--ethan-reason=x",) if verb != "compare" else ()
    text = failure(run, Square, f"--ethan-baseline={verb}", *reason)
    assert text.startswith("gradients/layer.v1.json: is not JSON")
    assert run.task.record["baseline"] == {"layer": "layer.v1", "state": "damaged", "lines": []}
