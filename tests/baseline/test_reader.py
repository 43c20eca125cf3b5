"""Plain data taken apart; what is refused is in test_schema."""

import pytest

from baseline.samples import entry
from ethan_check.baseline.reader import Reader, shown
from ethan_check.baseline.store_error import StoreError


def test_an_entry_is_read():
    assert Reader("a").entry(entry().to_json()) == entry()


def test_numbers_that_are_too_large_are_none():
    whole = entry().to_json()
    whole["cases"]["0 float64"]["values"]["Y"]["values"][0] = 10**400
    with pytest.raises(StoreError, match=r"a: cases\.0 float64\.values\.Y\.values is "):
        Reader("a").entry(whole)


def test_what_is_shown_is_short():
    assert len(shown("x" * 1000)) == 40
    assert shown(3) == "3"
