"""Values by predicate, conversion and expectation."""

import pytest

from ethan_check.loading.tables.error import ConfigError
from ethan_check.loading.tables.key_value import Each, Value, is_text, list_of, table_of
from ethan_core.errors import ContractError
from loading.tables.describing import LOCATION


def test_a_value_is_converted_once_it_is_valid():
    assert Value("a text", is_text, str.strip)(LOCATION, "name", " conv ") == "conv"
    with pytest.raises(ConfigError, match="name is ' ', expected a text"):
        Value("a text", is_text, str.strip)(LOCATION, "name", " ")


def test_what_a_conversion_refuses_is_an_error_of_the_key():
    def refuse(value):
        raise ContractError(f"no {value}")

    with pytest.raises(ConfigError, match="size cannot be: no 3"):
        Value("a size", lambda value: True, refuse, invalid="cannot be")(LOCATION, "size", 3)


def test_a_second_predicate_has_an_expectation_of_its_own():
    read = Value("a text", is_text, then=Value("a short text", lambda text: len(text) < 4, str.upper))
    assert read(LOCATION, "name", "abc") == "ABC"
    with pytest.raises(ConfigError, match="expected a short text"):
        read(LOCATION, "name", "abcd")
    with pytest.raises(ConfigError, match="expected a text"):
        read(LOCATION, "name", 3)


def test_items_are_named_by_key_or_number():
    text = Value("a text", is_text, str.strip)
    table, listing = Each(Value("a table", table_of(bool)), text), Each(Value("a list", list_of(bool)), text)
    assert table(LOCATION, "of", {"a": " x "}) == {"a": "x"}
    assert listing(LOCATION, "of", [" x "]) == ["x"]
    with pytest.raises(ConfigError, match=r"of\.a is 3"):
        table(LOCATION, "of", {"a": 3})
    with pytest.raises(ConfigError, match=r"of\[1\] is 3"):
        listing(LOCATION, "of", ["x", 3])


def test_a_list_must_not_be_empty_and_a_table_may():
    assert not list_of(is_text)([])
    assert table_of(is_text)({})
    assert not table_of(is_text)({"a": 1})
    assert not list_of(is_text)(("a",))
