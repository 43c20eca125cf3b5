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
