"""The words for how far a run is."""

import pytest

from ethan_check.engine.pace import Pace
from ethan_check.pytest_plugin.progress_text import duration, where_a_layer_is, where_a_run_is


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "1 s"), (89.4, "89 s"), (90.0, "2 min"), (5399.0, "90 min"), (5400.0, "1.5 h")],
)
def test_a_time_is_told_in_the_unit_that_people_would_use(seconds, text):
    assert duration(seconds) == text


def test_a_layer_is_at_a_case_of_a_check():
    pace = Pace("slow.v1", clock=lambda: 0.0, calls=2, in_calls=1.0)
    assert where_a_layer_is(pace) == "slow.v1: is being read; 0.5 s a call"
    pace.begin("gradient", 4)
    assert where_a_layer_is(pace) == "slow.v1: gradient, case 1 of 4, 2.5 s a case; about 10 s left"
    for _ in range(4):
        pace.case_is_over()
    assert "case 4 of 4" in where_a_layer_is(pace)


@pytest.mark.parametrize(
    ("done", "layers", "left", "text"),
    [
        (0, 1, 3.0, ""),
        (0, 3, None, "0 of 3 layers done"),
        (2, 3, 60.0, "2 of 3 layers done, about 60 s left"),
    ],
)
def test_a_run_is_told_in_layers(done, layers, left, text):
    assert where_a_run_is(done, layers, left) == text
