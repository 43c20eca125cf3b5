"""Nothing that is stored is lost, and nothing is rewritten for nothing."""

from dataclasses import replace

from baseline.samples import array, case, entry, with_value
from ethan_check.baseline.entry import CheckEntry
from ethan_check.baseline.merge import changes_a_value, merged

LATER = {"reason": "second", "numpy": "2.0"}
HIDDEN = array(0.25 + 1e-15, 3.0, -1.0, rounding=4e-16)


def test_what_is_the_same_is_the_stored_entry_itself():
    old = entry()
    now = with_value(entry(written=LATER), dL_dX=HIDDEN)
    assert merged(old, now) is old
    assert not changes_a_value(old, now)


def test_what_is_missing_is_taken_whole():
    now = entry(written=LATER)
    assert merged(None, now) is now
    assert not changes_a_value(None, now)


def test_only_what_changed_is_rewritten():
    old = entry(cases={"0 float64": case(), "1 float64": case()})
    now = replace(
        old,
        written=LATER,
        cases={"0 float64": case(dL_dX=HIDDEN), "1 float64": case(dL_dX=array(1.0, 3.0, -1.0))},
    )
    found = merged(old, now)
    assert found.cases["0 float64"] == old.cases["0 float64"]
    assert found.cases["1 float64"].values["dL_dX"].values == (1.0, 3.0, -1.0)
    assert found.written == LATER
    assert changes_a_value(old, now)


def test_checks_that_did_not_run_are_kept():
    old = entry(checks={"gradient": CheckEntry("pass", 10, 5), "batch": CheckEntry("pass", 3, 1)})
    now = entry(checks={"batch": CheckEntry("pass", 4, 1)}, written=LATER)
    found = merged(old, now)
    assert found.checks == {"gradient": CheckEntry("pass", 10, 5), "batch": CheckEntry("pass", 4, 1)}
    assert merged(old, entry(checks={}, written=LATER)) is old


def test_units_in_the_last_place_that_vary_a_little_stay():
    old = entry(checks={"formula": CheckEntry("pass", 1, 1, {}, {"Y": 0.5})})
    assert merged(old, entry(checks={"formula": CheckEntry("pass", 1, 1, {"Y": 1e-3}, {"Y": 0.7})})) is old
    lossy = entry(checks={"formula": CheckEntry("pass", 1, 1, {}, {"Y": 5e7})})
    assert merged(old, lossy).checks["formula"].ulps == {"Y": 5e7}


def test_the_verb_new_adds_and_changes_nothing():
    old = entry()
    now = with_value(
        entry(
            checks={"gradient": CheckEntry("fail", 1, 1), "batch": CheckEntry("pass", 3, 1)}, written=LATER
        ),
        dL_dX=array(9.0, 9.0, 9.0),
    )
    found = merged(old, now, only_missing=True)
    assert found.cases == old.cases
    assert found.checks == {"gradient": CheckEntry("pass", 10, 5), "batch": CheckEntry("pass", 3, 1)}
    added = entry(checks={**entry().checks, "batch": CheckEntry("pass", 3, 1)}, written=LATER)
    assert not changes_a_value(old, added)


def test_other_declarations_bring_other_cases():
    now = entry(contract={}, cases={"0 float64": case(label="other")}, checks={}, written=LATER)
    found = merged(entry(), now)
    assert (found.contract, found.cases, found.checks) == ({}, now.cases, entry().checks)
    assert changes_a_value(entry(), now)


def test_a_project_without_a_name_is_still_whose_it_was():
    assert merged(old := entry(), entry(project="")) is old
    assert merged(old, entry(project="renamed")).project == "renamed"


def test_memory_and_accuracy_are_values():
    assert merged(entry(), entry(cases={"0 float64": case(memory=97)})).cases["0 float64"].memory == 97
    assert merged(old := entry(), entry(cases={"0 float64": case(memory=None)})) is old
    assert merged(old, entry(cases={"0 float64": case(memory=97)}, written={"numpy": "9"})) is old
    lossy = array(0.25, 3.0, -1.0, rounding=3e-8)
    assert merged(old, with_value(old, dL_dX=lossy)).cases["0 float64"].values["dL_dX"] == lossy
