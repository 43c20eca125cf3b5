"""Values of every type are shown, and refused, in a line."""

import pytest

from ethan_core.arguments import are_named, are_names, as_names, is_one_of, require, shown
from ethan_core.errors import ArgumentError, ContractError


class Silent:
    def __repr__(self):
        raise RuntimeError("no text")


@pytest.mark.parametrize(
    ("value", "text"),
    [(7, "7"), ("\ud800", "'\\ud800'"), (Silent(), "a Silent"), ([Silent()], "a list"), (10**5000, "a int")],
    ids=["number", "half-a-pair", "silent", "list", "digits"],
)
def test_any_value_is_shown(value, text):
    assert shown(value) == text


def test_what_is_not_right_is_refused_with_what_is_expected():
    require(True, "seed", -1, "a number")
    with pytest.raises(ContractError, match=r"^shapes is a Silent, expected a text$"):
        require(False, "shapes", Silent(), "a text", ContractError)


@pytest.mark.parametrize(
    ("value", "are"), [("W", True), (["W"], True), ({"W"}, True), ([1], False), (7, False), (None, False)]
)
def test_names(value, are):
    assert are_names(value) is are


@pytest.mark.parametrize(("value", "are"), [({}, True), ({"a": 1}, True), ({1: 1}, False), (["a"], False)])
def test_named_things(value, are):
    assert are_named(value) is are


def test_a_word_is_looked_for_without_asking_the_value():
    assert is_one_of("sum", ("sum",))
    assert not is_one_of(Silent(), ("sum",))


def test_names_of_a_generator_that_has_no_end():
    assert as_names((name for name in "ab"), "frozen") == ("a", "b")

    def endless():
        while True:
            yield 7

    with pytest.raises(ArgumentError, match=r"^frozen is "):
        as_names(endless(), "frozen")
