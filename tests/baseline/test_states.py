"""The states."""

from ethan_check.baseline.states import FAILING, ORDER, PASSING, worst_state


def test_each_state_passes_or_fails_but_for_what_has_no_entry():
    assert set(PASSING) | set(FAILING) | {"no entry"} == set(ORDER)
    assert not set(PASSING) & set(FAILING)


def test_the_worst_counts():
    assert worst_state(()) == "same"
    assert worst_state(("improved", "costlier")) == "costlier"
    assert worst_state(("contract changed", "less accurate")) == "contract changed"
