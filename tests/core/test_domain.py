"""The values that an input may take, in every spelling, and what is none."""

from math import inf

import pytest

from ethan_core import Contract
from ethan_core.domain import Integers, Interval, as_integers, as_interval
from ethan_core.errors import ContractError


@pytest.mark.parametrize(
    ("stated", "interval"),
    [
        (Interval(0.0, 1.0, open=True), Interval(0.0, 1.0, open=True)),
        ((0, 1), Interval(0.0, 1.0)),
        ([0.1, inf], Interval(0.1)),
        ({"low": 0}, Interval(0.0)),
        ({"high": 2.5, "open": True}, Interval(high=2.5, open=True)),
    ],
)
def test_an_interval_is_written_as_one_likes(stated, interval):
    assert as_interval("X", stated) == interval
    assert Contract(shapes="N -> N", domain={"X": stated}).domain["X"] == interval


@pytest.mark.parametrize(
    "stated", [3, "positive", (0.1,), (0, 1, 2), ("0", "1"), {"lo": 0}, {}, {"low": "0"}, {"open": 1}, None]
)
def test_what_is_no_interval_is_told_in_one_line(stated):
    with pytest.raises(ContractError) as caught:
        Contract(shapes="N -> N", domain={"X": stated})
    assert str(caught.value) == (
        f"domain of X is {stated!r}, expected two numbers such as (0.0, 1.0), or Interval(low, high)"
    )


def test_an_interval_without_room_is_none():
    with pytest.raises(ContractError, match="low must be below high"):
        as_interval("X", (1, 0))


@pytest.mark.parametrize(("stated", "below"), [(Integers(5), 5), (5, 5), ("vocabulary", "vocabulary")])
def test_a_bound_of_integers_is_written_as_one_likes(stated, below):
    assert as_integers("ids", stated) == Integers(below)


@pytest.mark.parametrize("stated", [0, -3, 2.5, True, None, Integers(0)])
def test_what_bounds_no_integers_is_told_in_one_line(stated):
    with pytest.raises(ContractError, match=r"integers of X is .*, expected a bound above them"):
        Contract(shapes="N -> N", integers={"X": stated})
