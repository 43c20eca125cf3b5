"""A layer beside its baseline."""

from dataclasses import replace

import pytest

from baseline.samples import array, case, entry, with_value
from ethan_check.baseline.compare import compare
from ethan_check.baseline.costs import BYTES
from ethan_check.baseline.entry import CheckEntry


def states(before, now):
    return [(one.state, one.what) for one in compare(before, now).differences]


def test_the_same_is_the_same():
    assert compare(entry(), entry()).state == "same"


def test_rounding_is_no_change_and_anything_beyond_is():
    rounded = with_value(entry(), dL_dX=array(0.25 + 5e-15, 3.0, -1.0, rounding=2.2e-16))
    assert states(entry(), rounded) == []
    other = with_value(entry(), dL_dX=array(0.25, 3.0 * (1 + 1e-9), -1.0, rounding=2.2e-16))
    (found,) = compare(entry(), other).differences
    assert (found.state, found.what, found.before, found.now) == ("changed", "dL_dX", 3.0, 3.0 * (1 + 1e-9))
    assert found.ratio == pytest.approx(1 + 1e-9, abs=1e-15)
    assert (found.allowance, found.where) == (1e-14, "case 0: inputs (2, 3)")
    assert found.excess == pytest.approx(3e5, rel=1e-3)
    assert not found.is_multiple


def test_a_mean_that_became_a_sum_is_a_multiple():
    (found,) = compare(entry(), with_value(entry(), dL_dX=array(1.0, 12.0, -4.0))).differences
    assert found.is_multiple
    assert found.ratio == pytest.approx(4)


def test_it_is_the_stored_allowance_that_counts():
    sloppy = with_value(entry(), dL_dX=array(0.25 + 1e-9, 3.0, -1.0, allowance=1.0))
    assert states(entry(), sloppy) == [("changed", "dL_dX")]
    assert states(sloppy, entry()) == []


def test_less_accurate_is_within_what_is_rounded_now():
    lossy = with_value(entry(), dL_dX=array(0.25 + 1e-9, 3.0, -1.0, allowance=1e-6, rounding=3e-8))
    assert {state for state, _ in states(entry(), lossy)} == {"less accurate"}
    wrong = with_value(entry(), dL_dX=array(0.26, 3.0, -1.0, allowance=1e-6, rounding=3e-8))
    assert compare(entry(), wrong).state == "changed"
    assert states(entry(), wrong)[0] == ("changed", "dL_dX")


def test_less_accurate_is_one_even_where_the_values_hold():
    lossy = with_value(entry(), dL_dX=array(0.25, 3.0, -1.0, rounding=3e-8))
    assert compare(entry(), lossy).state == "less accurate"
    assert compare(lossy, entry()).state == "improved"


def test_gradients_come_and_go():
    more = with_value(entry(), dL_dW=array(1.0, 1.0, 1.0))
    assert states(entry(), more) == states(more, entry()) == [("changed", "dL_dW")]
    infinite = with_value(entry(), dL_dX=array(0.25, 3.0, -1.0, not_finite=1))
    (found,) = compare(entry(), infinite).differences
    assert (found.before, found.now) == ("0 entries not finite", "1 entries not finite")


def test_cost_is_memory_and_calls_and_repeats_exactly():
    assert states(entry(), entry(cases={"0 float64": case(memory=288)})) == [("costlier", BYTES)]
    assert states(entry(), entry(cases={"0 float64": case(memory=95)})) == [("cheaper", BYTES)]
    assert states(entry(), entry(cases={"0 float64": case(memory=None)})) == []
    fewer = entry(checks={"gradient": CheckEntry("pass", 9, 6)})
    assert states(entry(), fewer) == [
        ("costlier", "calls of backward by the check gradient"),
        ("cheaper", "calls of forward by the check gradient"),
    ]


def test_a_check_that_fails_now_is_not_costlier():
    assert states(entry(), entry(checks={"gradient": CheckEntry("fail", 500, 200)})) == []


def test_a_verdict_is_compared_where_that_is_asked():
    now = entry(checks={"gradient": CheckEntry("fail", 500, 200)})
    (found,) = compare(entry(), now, verdicts=True).differences
    assert (found.state, found.what) == ("verdict changed", "the verdict of gradient")
    assert (found.before, found.now) == ("pass", "fail")


def test_another_numpy_may_make_arrays_of_a_few_numbers():
    newer = {"numpy": "2.1"}
    assert states(entry(), entry(cases={"0 float64": case(memory=104)}, written=newer)) == []
    assert states(entry(), entry(cases={"0 float64": case(memory=288)}, written=newer)) == [
        ("costlier", BYTES)
    ]


def test_what_this_run_has_not_asked_is_not_compared():
    assert states(entry(), entry(checks={})) == states(entry(checks={}), entry()) == []


def test_declarations_come_alone():
    other = with_value(entry(contract={}), dL_dX=array(9.0, 9.0, 9.0))
    assert states(entry(), other) == [("contract changed", "shapes")]


def test_the_worst_comes_first():
    before = entry(cases={f"{k} float64": case() for k in range(2)})
    now = replace(
        before,
        cases={
            "0 float64": case(memory=97, dL_dX=array(0.25, 3.0 + 1e-12, -1.0)),
            "1 float64": case(dL_dX=array(0.25, 3.0 + 1e-9, -1.0)),
        },
    )
    assert [(one.state, one.where[:6]) for one in compare(before, now).differences] == [
        ("changed", "case 1"),
        ("changed", "case 0"),
        ("costlier", "case 0"),
    ]
