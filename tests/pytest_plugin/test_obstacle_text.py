"""Why a layer cannot be judged, with the table and the key that are wrong."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.engine.preflight import Obstacle
from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.table import read_table
from ethan_check.pytest_plugin.obstacle_text import obstacle_text
from ethan_core import Case

WHERE = 'pyproject.toml, [tool.ethan.layers."nn:Layer"]'
CASE = Case(object(), (np.ones((2, 3)), np.ones(4)), label="size=3")


def table(**content):
    return read_table(Location("pyproject.toml", "tool.ethan.layers", "nn:Layer"), content)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", "nothing fits; say it in pyproject.toml"),
        ("", "nothing fits; give inputs"),
    ],
)
def test_without_a_table_advice_is_the_file_or_what_a_caller_gives(file, text):
    assert obstacle_text(Obstacle("nothing fits; give inputs"), None, file=file) == text


def test_with_a_table_advice_is_its_key():
    told = obstacle_text(Obstacle("nothing fits; give inputs"), table())
    assert told == f"{WHERE}: nothing fits; say it with the key input"


def test_where_the_table_is_named_already_it_is_not_named_again():
    said = f"{WHERE}: input is 3"
    assert obstacle_text(Obstacle(said), table()) == said


@pytest.mark.parametrize(("several", "label"), [(True, " with size=3"), (False, "")])
def test_what_is_not_about_shapes_names_the_configuration_that_runs(several, label):
    found = Obstacle("forward raised KeyError", CASE, runs="size=4", is_about_shapes=False)
    told = obstacle_text(found, table(input="N 3, 4"), several=several)
    assert told == f"{WHERE}: forward raised KeyError{label}; with size=4 it runs"


@pytest.mark.parametrize(
    ("fitting", "hint"), [("N 5, 6", "; it takes 'N 5, 6'"), ("N 3,  4", ""), ("N 3", ""), ("", "")]
)
def test_shapes_that_do_not_fit_stand_beside_those_that_do(fitting, hint):
    found = Obstacle("forward raised ValueError", CASE, fitting=fitting)
    told = obstacle_text(found, table(input="N 3, 4"))
    assert told == f"{WHERE}: input is 'N 3, 4', but for (2, 3) and (4,) forward raised ValueError{hint}"


def test_whatever_else_it_is_stands_beside_its_table():
    assert obstacle_text(Obstacle("it is broken"), table()) == f"{WHERE}: it is broken"
