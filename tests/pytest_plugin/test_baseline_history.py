"""What git knows of baselines, beside the results of a run; tests/pytester/ has a whole run."""

from pathlib import Path

import pytest
from baseline.samples import array, entry, with_value
from baseline.test_snapshot import repository  # noqa: F401
from reports.runs import passing, results

from ethan_check.baseline.snapshot import git
from ethan_check.baseline.store import Store
from ethan_check.pytest_plugin import baseline_history
from ethan_check.pytest_plugin.baseline_history import with_histories
from ethan_check.pytest_plugin.baseline_settings import BaselineSettings
from ethan_check.reports.layer_result import BaselineLine


def settings(folder: Path) -> BaselineSettings:
    return BaselineSettings("compare", Store(folder, folder.name), "", (), "demo")


def layer(name, state):
    return passing(name, baseline=(BaselineLine(state=state, where=""),))


def histories(root, *layers, folder=None):
    """How many revisions each layer has."""
    found = with_histories(results(*layers), settings(folder or root / "gradients"), root)
    return {one.name: len(one.history) for one in found.layers}


def test_what_changed_has_its_revisions_with_their_numbers_and_what_did_not_has_none(repository):  # noqa: F811
    store = Store(repository / "gradients", "gradients")
    store.write(with_value(entry(written={"reason": "a better formula"}), dL_dX=array(0.5, 6.0, -2.0)))
    git(repository, "commit", "-q", "-am", "change")
    store.path_of("square.v1").write_text("{")
    git(repository, "commit", "-q", "-am", "damage")
    run = results(layer("cube.v1", "same"), layer("square.v1", "changed"), passing("other.v1"))
    cube, other, square = with_histories(run, settings(store.folder), repository).layers
    assert cube.history == other.history == ()
    assert [one.state for one in square.history] == ["damaged", "changed", "new"]
    damaged, changed, new = square.history
    assert (changed.author, changed.reason) == ("Ann", "a better formula")
    assert changed.what == "square.v1: changed: dL_dX is 2 times what it was"
    assert len(changed.commit) == 40
    assert changed.numbers == {"forward": 10, "backward": 5, "bytes": 96}
    assert new.numbers == {"forward": 10, "backward": 5, "bytes": 96, "rounding": 2.2e-16}
    assert damaged.numbers == {}


def test_what_git_has_never_seen_has_no_history(repository):  # noqa: F811
    assert histories(repository, layer("square.v1", "changed"), layer("none.v1", "no entry")) == {
        "none.v1": 0,
        "square.v1": 1,
    }


def test_a_git_that_fails_is_no_error_of_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert histories(tmp_path, layer("square.v1", "changed")) == {"square.v1": 0}
    monkeypatch.setenv("PATH", "")
    assert histories(tmp_path, layer("square.v1", "changed")) == {"square.v1": 0}


def test_a_store_outside_of_the_project_has_no_history(repository, tmp_path_factory):  # noqa: F811
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert histories(repository, layer("square.v1", "changed"), folder=elsewhere) == {"square.v1": 0}


def test_the_worst_layers_and_the_newest_revisions_are_looked_at(repository, monkeypatch):  # noqa: F811
    monkeypatch.setattr(baseline_history, "_MOST_LAYERS", 1)
    monkeypatch.setattr(baseline_history, "_MOST_REVISIONS", 2)
    store = Store(repository / "gradients", "gradients")
    for number in (6.0, 7.0):
        store.write(with_value(entry(), dL_dX=array(0.5, number, -2.0)))
        git(repository, "commit", "-q", "-am", "change")
    for better, worse in (("cheaper", "changed"), ("changed", "damaged"), ("changed", "changed")):
        expected = {"cube.v1": 0, "square.v1": 2} if better != worse else {"cube.v1": 1, "square.v1": 0}
        assert histories(repository, layer("cube.v1", better), layer("square.v1", worse)) == expected


@pytest.mark.parametrize("name", ["[square].v1", "a b.v1", "-x.v1"])
def test_names_that_git_could_misread(repository, name):  # noqa: F811
    Store(repository / "gradients", "gradients").write(entry(name))
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "add")
    assert histories(repository, layer(name, "changed")) == {name: 1}
