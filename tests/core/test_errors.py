"""Every error of Ethan's is one, and one of Python's."""

from __future__ import annotations

import pickle

import pytest

from ethan_core import errors
from ethan_core.errors import EthanError, FormulaError


@pytest.mark.parametrize(
    ("name", "builtin"),
    [
        ("ArgumentError", ValueError),
        ("ShapeError", ValueError),
        ("DTypeError", TypeError),
        ("StateError", RuntimeError),
        ("ContractError", ValueError),
        ("FormulaError", ValueError),
        ("RegistrationError", ValueError),
        ("UnknownLayerError", LookupError),
    ],
)
def test_an_error_is_what_a_reader_expects(name, builtin):
    error = getattr(errors, name)
    assert issubclass(error, EthanError)
    assert issubclass(error, builtin)


def test_all_are_public():
    defined = {name for name in vars(errors) if name.endswith("Error")}
    assert defined == set(errors.__all__)


def test_a_caret_points_at_the_column():
    lines = str(FormulaError("expected ')'", line=2, column=9, text="Y = (X+1")).splitlines()
    assert lines == ["line 2, column 9: expected ')'", "    Y = (X+1", "            ^"]


def test_without_a_place_only_the_message_is_shown():
    assert str(FormulaError("no formula")) == "no formula"


def test_of_a_long_line_the_part_around_the_column_is_shown():
    text = "Y = " + "+".join(f"X{k}" for k in range(200))
    _, shown, caret = str(FormulaError("odd", line=1, column=300, text=text)).splitlines()
    assert len(shown) <= 104
    assert shown[caret.index("^")] == text[299]


def test_characters_that_do_not_print_are_shown_as_spaces():
    assert "\t" not in str(FormulaError("odd", line=1, column=1, text="\tY"))


def test_an_error_survives_pickling():
    error = FormulaError("odd", line=1, column=2, text="Y Z")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.line, again.column, again.text) == (str(error), 1, 2, "Y Z")
