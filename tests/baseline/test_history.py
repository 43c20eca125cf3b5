"""What became of one layer."""

import pytest

from baseline.samples import array, entry, with_value
from baseline.test_snapshot import repository  # noqa: F401
from ethan_check.baseline.history import history
from ethan_check.baseline.snapshot import git
from ethan_check.baseline.store import Store
from ethan_check.baseline.store_error import StoreError


def test_every_revision_says_what_it_changed(repository):  # noqa: F811
    store = Store(repository / "gradients", "gradients")
    later = {"reason": "a better formula", "numpy": "2.0"}
    store.write(with_value(entry(written=later), dL_dX=array(0.5, 6.0, -2.0)))
    git(repository, "commit", "-q", "-am", "change")
    store.path_of("square.v1").write_text("{")
    git(repository, "commit", "-q", "-am", "damage")
    store.remove("square.v1")
    git(repository, "commit", "-q", "-am", "remove")
    found = history("square.v1", "gradients", repository)
    assert [one.state for one in found] == ["gone", "damaged", "changed", "new"]
    assert str(found[2]).endswith("Ann  square.v1: changed: dL_dX is 2 times what it was (a better formula)")
    kept = [one.entry.cases["0 float64"].values["dL_dX"].values[0] for one in found if one.entry]
    assert kept == [0.5, 0.25]


def test_a_layer_that_no_revision_has_is_said(repository):  # noqa: F811
    with pytest.raises(StoreError, match=r"gradients/squar\.v1\.json: no revision has it"):
        history("squar.v1", "gradients", repository)


def test_of_many_revisions_the_newest_are_had_each_beside_the_one_before(repository):  # noqa: F811
    store = Store(repository / "gradients", "gradients")
    for number in (6.0, 7.0, 8.0):
        store.write(with_value(entry(), dL_dX=array(0.5, number, -2.0)))
        git(repository, "commit", "-q", "-am", "change")
    everything = history("square.v1", "gradients", repository)
    assert [one.state for one in everything] == ["changed", "changed", "changed", "new"]
    for most in (1, 3, 4, 50):
        assert history("square.v1", "gradients", repository, most) == everything[:most]


def test_a_folder_with_a_space_and_a_layer_that_comes_back(repository):  # noqa: F811
    git(repository, "mv", "gradients", "my gradients")
    git(repository, "commit", "-q", "-m", "move")
    git(repository, "rm", "-q", "my gradients/square.v1.json")
    git(repository, "commit", "-q", "-m", "remove")
    Store(repository / "my gradients", "my gradients").write(entry())
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "again")
    states = [one.state for one in history("square.v1", "my gradients", repository)]
    assert states == ["same", "gone", "new"]
