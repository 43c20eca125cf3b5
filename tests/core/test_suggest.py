"""What comes close to a name that is not known."""

import pytest

from ethan_core.suggest import close_names, did_you_mean


def test_hints_name_what_is_close_and_nothing_that_is_clearly_further_off():
    assert close_names("halvd", ["good", "halved", "halver"]) == ["halved"]
    assert close_names("plain", ["a.plain", "b.plain", "b.other"]) == ["a.plain", "b.plain"]
    assert did_you_mean("x", []) == "known: none"


def test_upper_and_lower_case_are_alike_and_names_of_equal_distance_are_sorted():
    assert close_names("RELU", ["relu"]) == ["relu"]
    assert close_names("ab", ["ax", "bx", "ay"]) == ["ax", "ay", "bx"]


def test_at_most_three_are_suggested():
    assert close_names("name", [f"name{letter}" for letter in "fedcba"]) == ["namea", "nameb", "namec"]


@pytest.mark.parametrize(
    ("name", "known", "clause"),
    [
        ("duoble.v1", ["double.v1"], "did you mean double.v1?"),
        ("ab", ["ax", "bx"], "did you mean ax or bx?"),
        ("zzz", ["b", "a"], "known: a, b"),
        (
            "zzz",
            [f"{number:02}" for number in range(20)],
            "known: " + ", ".join(f"{n:02}" for n in range(12)),
        ),
    ],
)
def test_the_clause_that_ends_a_message(name, known, clause):
    assert did_you_mean(name, known) == clause
    assert did_you_mean(name, iter(known)) == clause
