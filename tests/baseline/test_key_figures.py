"""A baseline in a few numbers."""

from baseline.samples import array, case, entry
from ethan_check.baseline.entry import CheckEntry
from ethan_check.baseline.key_figures import key_figures


def test_calls_are_summed_and_of_all_else_the_worst_counts():
    checks = {
        "formula": CheckEntry("pass", 3, 2, ulps={"Y": 0.5, "dL_dX": 2.0}),
        "gradient": CheckEntry("pass", 10, 5),
    }
    cases = {"0 float64": case(), "1 float64": case(memory=480, dL_dX=array(1.0, rounding=4e-16))}
    assert key_figures(entry(cases=cases, checks=checks)) == {
        "forward": 13, "backward": 7, "bytes": 480, "ulps": 2.0, "rounding": 4e-16
    }  # fmt: skip


def test_what_is_not_known_is_left_out():
    assert key_figures(entry(cases={"0 float64": case(memory=None, dL_dX=array(1.0))}, checks={})) == {}
