"""Errors of a configuration file name file, table and key."""

import pytest

from ethan_check.loading.tables.error import ConfigError, Location, as_toml
from ethan_core.errors import RegistrationError
from loading.tables.describing import LOCATION


def test_the_location_is_the_table_as_it_is_written():
    assert str(LOCATION) == 'pyproject.toml, [tool.ethan.layers."nn:Conv"]'
    assert str(Location("ethan.toml", "layers", "nn:Conv", 2)) == (
        'ethan.toml, [[layers."nn:Conv"]] number 2'
    )


def test_an_error_is_one_line_and_a_registration_error():
    error = LOCATION.error("init", "is odd")
    assert isinstance(error, ConfigError)
    assert isinstance(error, RegistrationError)
    assert str(error) == f"{LOCATION}: init is odd"
    assert str(LOCATION.error("", "is odd")) == f"{LOCATION}: is odd"


def test_an_unknown_name_shows_what_comes_close_or_what_there_is():
    assert str(LOCATION.unknown("inptu", ["input", "name"])).endswith("inptu is no key; did you mean input?")
    assert str(LOCATION.unknown("zzz", ["input", "name"])).endswith(
        "zzz is no key; expected one of input, name"
    )
    assert str(LOCATION.unknown("cub", ["cube"], "function of nn")).endswith(
        "cub is no function of nn; did you mean cube?"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (False, "false"),
        ({}, "{}"),
        ({"a": {"b": "c"}}, "{ a = { b = 'c' } }"),
        ((1, 2.5), "[1, 2.5]"),
        ("x" * 100, "'" + "x" * 76 + "..."),
    ],
)
def test_values_are_shown_as_they_stand_in_the_file(value, text):
    assert as_toml(value) == text
    assert len(as_toml(value)) <= 80
