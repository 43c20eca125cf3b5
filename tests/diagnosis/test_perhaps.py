"""Explanations that a case is too small to refute."""

import json

from ethan_check.diagnosis.confirming import confirmed_explanations
from ethan_check.diagnosis.perhaps import Perhaps, certain, possible


def test_they_are_kept_apart_and_are_text():
    texts = ["sure", Perhaps("maybe")]
    assert certain(texts) == ["sure"]
    assert possible(texts) == ["maybe"]
    assert json.dumps(possible(texts)) == '["maybe"]'


def case(*looks, could_be=()):
    return {"looks_like": list(looks), "could_be": list(could_be)}


def test_they_agree_with_cases_that_are_large_enough_and_say_nothing_alone():
    small = case(could_be=["a", "b"])
    assert confirmed_explanations(small, [small, small, case("a")]) == ["a"]
    assert confirmed_explanations(small, [small, small]) == []
    assert confirmed_explanations(small, [case("a"), case(), case()]) == []
