"""Which checks a caller asked for."""

import re

import pytest

from ethan_check.checks import builtin_checks
from ethan_check.engine.selection import choose_checks
from ethan_core.errors import ArgumentError


class Mine:
    def __init__(self, name="mine"):
        self.name, self.points = name, 1

    def run(self, subject, rng):
        return []


def names(*arguments, **options):
    return [check.name for check in choose_checks(*arguments, **options)]


def test_all_that_ethan_brings_by_default():
    assert names() == [check.name for check in builtin_checks()]


def test_all_that_are_available_where_some_are():
    available = [Mine("a"), Mine("b")]
    assert choose_checks(None, available) == tuple(available)
    assert choose_checks(available=iter(available)) == tuple(available)
    assert choose_checks(None, []) == ()


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("gradient", ["gradient"]),
        (["shapes", "gradient"], ["shapes", "gradient"]),
        (("gradient", "gradient"), ["gradient", "gradient"]),
        ((name for name in ["state"]), ["state"]),
        ([], []),
    ],
    ids=["one", "in order", "twice", "generator", "none"],
)
def test_checks_are_chosen_by_name(asked, chosen):
    assert names(asked) == chosen


def test_a_check_that_is_handed_over_need_not_be_known():
    mine = Mine()
    assert choose_checks([mine, "gradient"]) == (mine, choose_checks("gradient")[0])


def test_a_check_of_a_name_that_is_available_is_that_one():
    mine = Mine("gradient")
    assert choose_checks("gradient", [mine]) == (mine,)
    assert choose_checks([mine]) == (mine,)


@pytest.mark.parametrize("asked", ["gradeint", ["shapes", "gradeint"]])
def test_an_unknown_name_is_told_with_all_that_there_are(asked):
    known = ", ".join(check.name for check in builtin_checks())
    text = f"check 'gradeint' is unknown; expected one of {known}"
    with pytest.raises(ArgumentError, match=f"^{re.escape(text)}$"):
        choose_checks(asked)


def test_names_are_those_that_are_available():
    with pytest.raises(ArgumentError, match=r"^check 'gradient' is unknown; expected one of mine$"):
        choose_checks("gradient", [Mine()])
