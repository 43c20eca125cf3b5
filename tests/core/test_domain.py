"""The values that an input may take, in every spelling, and what is none."""

from dataclasses import replace
from math import inf

import pytest

from ethan_core import Contract
from ethan_core.domain import STRUCTURES, Integers, Interval, as_integers, as_interval
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
    "stated", [3, (0.1,), (0, 1, 2), ("0", "1"), {"lo": 0}, {}, {"low": "0"}, {"open": 1}, None]
)
def test_what_is_no_interval_is_told_in_one_line(stated):
    with pytest.raises(ContractError) as caught:
        Contract(shapes="N -> N", domain={"X": stated})
    assert str(caught.value) == (
        f"domain of X is {stated!r}, expected two numbers such as (0.0, 1.0), Interval(low, high), or a word "
        'such as "one-hot"'
    )


@pytest.mark.parametrize(
    ("word", "hint"),
    [("onehot", "did you mean one-hot?"), ("probabilities", "did you mean probability?"), ("xyz", "known: ")],
)
def test_a_word_misspelt_is_told_with_what_comes_close(word, hint):
    with pytest.raises(ContractError) as caught:
        Contract(shapes="N -> N", domain={"X": word})
    assert str(caught.value).startswith(f"domain of X is {word!r}, which is no domain; {hint}")


def test_intervals_have_words_of_their_own():
    words = {"probability": Interval(0.0, 1.0, open=True), "positive": Interval(0.0, open=True)}
    for word, interval in words.items():
        assert Contract(shapes="N -> N", domain={"X": word}).domain["X"] == interval


@pytest.mark.parametrize("word", STRUCTURES)
def test_structures_are_declared_by_a_word_and_kept_when_a_contract_is_changed(word):
    contract = Contract(shapes="N N -> N N", domain={"X": word})
    assert contract.structures == {"X": word}
    assert contract.domain == {}
    assert replace(contract, random=True).structures == {"X": word}


def test_a_structure_that_does_not_exist_is_told():
    with pytest.raises(ContractError, match="structure of X is 'xyz', which is none; known: "):
        Contract(shapes="N -> N", structures={"X": "xyz"})


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
