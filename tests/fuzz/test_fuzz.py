"""Some hundred examples of each kind; `benchmarks/fuzz.py` tries ten thousand."""

import pytest
from hypothesis import HealthCheck, given, settings

from fuzz.arguments import ARGUMENTS, try_arguments
from fuzz.notations import NOTATIONS, try_notation
from fuzz.returned import RETURNED, try_returned
from fuzz.tables import TABLES, as_toml, try_table

pytestmark = [
    pytest.mark.newest_only,
    pytest.mark.filterwarnings("ignore"),  # Of what is tried, not of Ethan's own.
]

some = settings(
    max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@some
@given(TABLES)
def test_tables(table):
    try_table(table)


@some
@given(NOTATIONS)
def test_notations(text):
    try_notation(text)


@some
@given(ARGUMENTS)
def test_arguments(arguments):
    try_arguments(arguments)


@settings(some, max_examples=100)
@given(RETURNED)
def test_returned(returned):
    try_returned(returned)


def test_tables_are_written_as_toml_reads_them():
    import tomllib

    table = {"a": [1, 2.5, {"b\n": "\x1b", "c": [True]}], 'd"': {}}
    assert tomllib.loads("\n".join(f"{as_toml(k)} = {as_toml(v)}" for k, v in table.items())) == table
