"""Names that stand in for what has been removed since a package was written."""

import math

import pytest

from ethan_check.loading.tables.aliases import alias_hint, install_aliases
from ethan_core.errors import RegistrationError


def test_an_alias_is_there_until_it_is_undone():
    undo = install_aliases({"math.third": "math.pi", "collections.Gone": "collections.abc.Hashable"}, "f")
    assert math.third == math.pi
    undo()
    assert not hasattr(math, "third")


def test_what_is_there_already_stays():
    undo = install_aliases({"math.pi": "math.e"}, "f")
    assert math.pi > 3
    undo()
    assert math.pi > 3


@pytest.mark.parametrize(
    ("aliases", "message"),
    [
        (
            {"colections.X": "math.pi"},
            "ethan.toml: the alias 'colections.X' cannot be: there is no module 'colections'",
        ),
        (
            {"math.X": "math.no"},
            "ethan.toml: what the alias 'math.X' stands for, 'math.no', cannot be: math has no 'no'",
        ),
    ],
)
def test_a_name_that_leads_nowhere_undoes_the_others(aliases, message):
    with pytest.raises(RegistrationError) as caught:
        install_aliases({"math.third": "math.pi", **aliases}, "ethan.toml")
    assert str(caught.value) == message
    assert not hasattr(math, "third")


def test_only_a_name_that_is_missing_gets_a_hint():
    error = ImportError("cannot import name 'Hashable' from 'collections' (/usr/lib/collections.py)")
    hint = '; if it has gone there, say what stands in for it: [aliases] "collections.Hashable" = "..."'
    assert alias_hint(error, "layers") == hint
    assert alias_hint(ImportError("no module named 'x'"), "layers") == ""
    assert alias_hint(ValueError("module 'numpy' has no attribute 'int'"), "layers") == ""
