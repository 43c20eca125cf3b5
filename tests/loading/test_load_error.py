"""What could not be loaded, in one line."""

import pytest

from ethan_check.loading.load_error import LoadError, location_of, one_line
from ethan_core import Contract
from ethan_core.errors import ContractError


def test_a_message_of_several_lines_is_cut_to_its_first():
    assert one_line(ValueError("first\nsecond")) == "ValueError: first"
    assert one_line(ValueError()) == "ValueError"


def test_errors_are_sorted_by_kind_name_and_distribution():
    one, two = LoadError("ethan.layers", "b", "x", ""), LoadError("ethan.plugins", "a", "x", "")
    assert sorted([two, one]) == [one, two]


HEAD = "entry point 'mine' of group 'ethan.layers'"


@pytest.mark.parametrize(
    ("error", "label", "text"),
    [
        (LoadError("ethan.layers", "mine", "dist", "no"), "dist", f"dist: {HEAD}: no"),
        (LoadError("ethan.layers", "mine", "", "no"), "mine", f"mine: {HEAD}: no"),
        (LoadError("source", "mine", "", "no"), "mine", "mine: no"),
        (LoadError("table", "mine", "", "f, [mine]: no"), "mine", "f, [mine]: no"),
    ],
)
def test_an_error_says_where_it_comes_from(error, label, text):
    assert (error.label, str(error)) == (label, text)


def caught(call):
    try:
        call()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_the_line_is_one_of_the_author():
    error = caught(lambda: Contract(shapes="N d"))
    assert isinstance(error, ContractError)
    assert one_line(error).startswith("ContractError: shapes 'N d': expected one arrow")
    assert "(test_load_error.py:" in one_line(error)


def test_the_whole_path_may_be_shown():
    assert location_of(caught(lambda: 1 / 0), whole_path=True).startswith(f" ({__file__}:")
    assert location_of(ValueError("never raised")) == ""


def test_an_error_that_only_ethan_has_raised_is_its_own_text():
    assert one_line(ContractError("shapes are odd")) == "shapes are odd"
