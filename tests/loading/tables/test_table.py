"""One table, read without its layer."""

import pytest

from ethan_check.loading.tables.error import ConfigError, Location
from ethan_check.loading.tables.table import read_table
from loading.tables.describing import LOCATION

MODULE = Location("pyproject.toml", "tool.ethan.layers", "nn")


def test_what_is_not_said_is_empty():
    table = read_table(LOCATION, {})
    assert table.inits == ({},)
    assert (table.input, table.contract, table.options, table.modes, table.keys) == ("", {}, {}, None, ())
    assert table.source == "nn:Conv"


def test_keys_are_sorted_into_contract_options_and_calls():
    table = read_table(
        LOCATION,
        {"shapes": "N -> N", "random": True, "convention": "plain", "reduction": "sum", "forward": "run"},
    )
    assert table.contract == {"shapes": "N -> N", "random": True}
    assert table.options == {"convention": "plain", "reduction": "sum"}
    assert table.calls.forward == "run"
    assert table.keys == ("shapes", "random", "convention", "reduction", "forward")


def test_each_function_of_a_module_has_a_table():
    content = {"functions": ["sine", "Math.Cosine"], "vjp": "nn:vjp", "name": "fast.{function}"}
    one, two = read_table(MODULE, content).per_function()
    assert (one.source, one.name) == ("nn:sine", "fast.sine")
    assert (two.source, two.name) == ("nn:Math.Cosine", "fast.cosine")
    table = read_table(LOCATION, {})
    assert list(table.per_function()) == [table]


@pytest.mark.parametrize(
    ("location", "content", "message"),
    [
        (LOCATION, 3, "is 3, expected a table of keys"),
        (LOCATION, {"inptu": "N 4"}, "inptu is no key; did you mean input or inputs or init?"),
        (LOCATION, {"input": "N", "shapes": "N -> N"}, "input stands beside shapes; one of them is enough"),
        (LOCATION, {"init": {}, "inits": [{}]}, "init stands beside inits; one of them is enough"),
        (
            LOCATION,
            {"vjp": "nn:vjp", "backward": "x"},
            "vjp stands beside backward; one of them is enough",
        ),
        (
            MODULE,
            {"functions": ["sine"]},
            "functions needs vjp or tensor: what derives the backward of each of them",
        ),
        (
            MODULE,
            {"functions": ["sine"], "vjp": "nn:vjp", "name": "sine"},
            "name is 'sine', expected {function} in it, which stands for each of them",
        ),
        (
            LOCATION,
            {"functions": ["sine"], "vjp": "nn:vjp"},
            "functions belongs into a table that is named after a module",
        ),
    ],
)
def test_keys_that_do_not_go_together(location, content, message):
    with pytest.raises(ConfigError) as caught:
        read_table(location, content)
    assert str(caught.value) == f"{location}: {message}"
