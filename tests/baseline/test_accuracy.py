"""Whether a layer is as accurate as it was."""

from baseline.samples import array, case, entry
from ethan_check.baseline.accuracy import accuracy_differences, accuracy_state
from ethan_check.baseline.entry import CheckEntry


def with_ulps(ulps):
    return entry(checks={"formula": CheckEntry("pass", 1, 1, ulps={"dL_dX": ulps})})


def with_rounding(rounding):
    return entry(cases={"0 float64": case(dL_dX=array(0.25, 3.0, -1.0, rounding=rounding))}, checks={})


def differences(before, now):
    return [(one.state, one.target) for one in accuracy_differences(before, now)]


def test_units_in_the_last_place_decide_where_there_are_any():
    assert differences(with_ulps(0.5), with_ulps(3e8)) == [("less accurate", "dL_dX")]
    assert differences(with_ulps(3e8), with_ulps(0.5)) == [("improved", "dL_dX")]
    assert differences(with_ulps(0.5), with_ulps(4.0)) == []


def test_else_the_rounding_does():
    assert differences(with_rounding(2.2e-16), with_rounding(3e-8)) == [("less accurate", "dL_dX")]
    assert differences(with_rounding(3e-8), with_rounding(2.2e-16)) == [("improved", "dL_dX")]
    assert differences(with_rounding(2.2e-16), with_rounding(1e-15)) == []
    assert differences(with_rounding(2.2e-16), with_rounding(None)) == []


def test_nothing_is_held_to_less_than_a_unit():
    assert accuracy_state(0.0, 20.0) == ""
    assert accuracy_state(0.0, 40.0) == "less accurate"
