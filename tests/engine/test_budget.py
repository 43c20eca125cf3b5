"""Fewer cases once the time of a layer is used up, on a clock that nobody waits for."""

import numpy as np
import pytest

from engine.slow_layers import CLOCK, Slow, Wrong
from ethan_check.checks import builtin_checks
from ethan_check.engine import pace as pace_module
from ethan_check.engine.budget import Budget
from ethan_check.engine.entries import EntryRun, check_entry
from ethan_check.engine.pace import Pace
from ethan_check.engine.verify import check_layer
from ethan_core import Case
from ethan_core.errors import ArgumentError
from ethan_core.registry import Entry

X = np.random.default_rng(0).normal(size=(4, 3))


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(CLOCK, "now", 0.0)
    monkeypatch.setattr(pace_module, "perf_counter", CLOCK)
    return CLOCK


def entry(**options):
    return Entry("slow.v1", Slow, cases=(Case(Slow(), (X,)),), options=options)


def seen_by(report):
    return {check: seen for check, (seen, _) in report.cut_short.cases.items()}


def test_without_a_budget_nothing_is_left_out(clock):
    report = check_layer(Slow(), (X,))
    assert (report.verdict, report.cut_short, report.cases) == ("pass", None, 24)
    assert "cut_short" not in report.to_json()


def test_a_budget_that_suffices_changes_nothing(clock):
    free = check_layer(Slow(), (X,), explain=True)
    needed = clock.now
    ample = check_layer(Slow(), (X,), explain=True, budget=2 * needed)
    assert ample == free


def test_a_slow_layer_is_planned_for_and_ends_in_time(clock):
    free = check_layer(Slow(), (X,))
    needed, clock.now = clock.now, 0.0
    report = check_layer(Slow(), (X,), budget=0.7 * needed)
    assert clock.now <= 0.7 * needed
    assert (report.verdict, free.verdict) == ("pass", "pass")
    assert 1 < seen_by(report)["gradient"] < 24
    assert {finding.check for finding in report.findings} == {finding.check for finding in free.findings}


def test_each_check_judges_a_case_even_if_there_is_no_time_at_all(clock):
    report = check_layer(Slow(), (X,), budget=1e-6)
    assert set(seen_by(report).values()) == {1}
    assert report.verdict == "pass"
    assert report.account["w"].became == "judged"
    assert report.cases == 1


def test_the_report_says_that_time_decided_and_the_trace_says_where(clock):
    report = check_layer(Slow(), (X,), checks=["gradient", "shapes"], budget=1, explain=True)
    said = "the budget of 1 s left out cases; seen were 1 of 24 (gradient), 1 of 4 (shapes)"
    assert report.message == f"Slow: pass: 2 checks on 1 case; {said}"
    assert "the budget of 1 s left out cases; seen were 1 of 24 (gradient)" in str(report)
    assert report.to_json()["cut_short"]["cases"]["gradient"] == {"seen": 1, "planned": 24}


def test_a_check_that_does_not_apply_says_how_far_it_has_looked(clock):
    report = check_layer(Slow(), (X,), checks=["update", "shapes"], budget=1)
    assert report.not_applicable["update"].endswith(
        "(the budget of 1 s left out cases; seen were 1 of 2 (update))"
    )


def test_a_failure_is_found_and_told_as_it_was_found(clock):
    report = check_layer(Wrong(), (X,), checks=["gradient"], budget=1)
    assert report.verdict == "fail"
    assert report.findings[0].case == "inputs (4, 3)"
    assert report.message.endswith("the budget of 1 s left no time to make the failing case smaller")
    free = check_layer(Wrong(), (X,), checks=["gradient"])
    assert free.findings[0].case != "inputs (4, 3)"


def test_the_items_of_a_layer_have_one_budget_together(clock):
    free = EntryRun(entry())
    names = [check.name for check in builtin_checks()]
    for name in names:
        free.report([name])
    needed, clock.now = clock.now, 0.0
    run = EntryRun(entry(), budget=Budget(Pace(most=0.7 * needed)), to_come=names)
    reports = [run.report([name]) for name in names]
    assert clock.now <= 0.7 * needed
    together = check_entry(entry(), budget=0.7 * needed)
    assert {
        check: counts
        for report in reports
        if report.cut_short
        for check, counts in report.cut_short.cases.items()
    } == together.cut_short.cases


def test_a_run_that_is_made_again_does_not_get_its_time_again(clock):
    budget = Budget(Pace(most=20.0))
    EntryRun(entry(), budget=budget).report(["state"])
    used = budget.pace.used
    assert used > 20.0
    report = EntryRun(entry(), budget=budget).report(["gradient"])
    assert seen_by(report) == {"gradient": 1}
    assert budget.pace.used > used


def test_what_a_registration_says_goes_before_what_the_run_says(clock):
    assert check_entry(entry(budget=1), budget=1000.0).cut_short.budget == 1
    assert check_entry(entry(budget=1000.0), budget=1).cut_short is None


def test_checks_that_will_not_be_asked_are_not_waited_for(clock):
    """Alone, the gradient has all of the time."""
    report = check_layer(Slow(), (X,), checks=["gradient"], budget=100)
    assert report.cut_short is None


@pytest.mark.parametrize("budget", [0, -1, "10", float("nan"), float("inf"), True])
def test_what_is_no_time_is_refused_in_one_line(budget):
    with pytest.raises(ArgumentError) as caught:
        check_layer(Slow(), (X,), budget=budget)
    assert str(caught.value) == (
        f"budget is {budget!r}, expected the seconds that a layer may take: a number above 0, such as 30"
    )


def test_a_registration_with_what_is_no_time_says_where_it_stands():
    report = check_entry(entry(budget="soon"))
    assert report.verdict == "error"
    assert "its registration cannot be used: budget is 'soon', expected the seconds" in report.message
