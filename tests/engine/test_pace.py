"""What a run of a layer has cost, and what it will."""

import pytest

from engine.slow_layers import Clock
from ethan_check.checks import builtin_checks
from ethan_check.engine.pace import CALLS_A_CASE, Pace


def call(pace, clock, seconds):
    pace.call_began()
    clock.now += seconds
    pace.call_ended()


def test_only_what_is_inside_counts_and_nested_parts_count_once():
    clock = Clock()
    pace = Pace(clock=clock)
    with pace.running(), pace.running():
        clock.now += 2.0
        assert pace.used == 2.0
    clock.now += 100.0
    with pace.running():
        clock.now += 1.0
    assert pace.used == 3.0


def test_a_call_is_measured_apart_from_what_is_around_it():
    clock = Clock()
    pace = Pace(clock=clock)
    with pace.running():
        clock.now += 7.0
        call(pace, clock, 1.0)
        call(pace, clock, 2.0)
    assert (pace.calls, pace.a_call, pace.used) == (2, 1.5, 10.0)


def test_a_case_costs_what_the_ones_before_it_did():
    clock = Clock()
    pace = Pace(clock=clock)
    with pace.running():
        call(pace, clock, 0.5)
        pace.begin("gradient", 24)
        assert pace.a_case == 0.5 * CALLS_A_CASE["gradient"]
        for seconds in (1.0, 3.0):
            clock.now += seconds
            pace.case_is_over()
        assert pace.a_case == 2.0


def test_what_is_left_is_the_own_cases_and_those_of_the_checks_ahead():
    clock = Clock()
    pace = Pace(clock=clock)
    pace.expect({"shapes": 4, "theirs": 1, "gradient": 10})
    with pace.running():
        call(pace, clock, 1.0)
        pace.begin("gradient", 10)
        clock.now += 5.0
        pace.case_is_over()
        assert pace.left == 9 * 5.0 + 4 * 2 + 6  # 6 is for a case of a check that is not in the table
        pace.most = 30.0
        assert pace.left == 30.0 - 6.0
        clock.now += 100.0
        assert pace.left == 2 + 6  # A case of each is looked at, however late it is.


def test_the_case_that_is_under_way_counts_as_far_as_it_is():
    clock = Clock()
    pace = Pace(clock=clock, most=4.0)
    with pace.running():
        pace.begin("state", 2)
        clock.now += 5.0
        pace.case_is_over()
        clock.now += 2.0
        assert pace.left == 3.0
        pace.case_is_over()
        assert pace.left == 0.0


def test_checks_that_were_asked_are_not_expected_again():
    pace = Pace()
    pace.begin("shapes", 4)
    pace.expect({"shapes": 4, "state": 2})
    assert pace.ahead == {"state": 2}


def test_whoever_listens_is_told_after_each_call():
    clock, told = Clock(), []
    pace = Pace("slow.v1", clock, lambda pace: told.append((pace.layer, pace.calls)))
    call(pace, clock, 1.0)
    call(pace, clock, 1.0)
    assert told == [("slow.v1", 1), ("slow.v1", 2)]


@pytest.mark.parametrize("check", [check.name for check in builtin_checks() if check.name != "statistics"])
def test_the_table_knows_every_check(check):
    assert check in CALLS_A_CASE
