"""What became of an array, in words and as plain data."""

import json

import pytest

from ethan_check.result.account_entry import AccountEntry


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (AccountEntry("judged", 3.2e-9), "judged, to 3e-09"),
        (AccountEntry("judged"), "judged"),
        (AccountEntry("state"), "state"),
        (AccountEntry("declared", why="frozen"), "declared: frozen"),
        (AccountEntry("not judged", 1e-2, "too coarse"), "not judged: too coarse, to 1e-02"),
        (AccountEntry("not judged", 1e200, "too coarse"), "not judged: too coarse"),
    ],
)
def test_an_entry_in_words(entry, text):
    assert str(entry) == text


def test_an_entry_is_plain_data():
    entry = AccountEntry("not judged", None, "no gradient was found")
    told = {"became": "not judged", "certificate": None, "why": "no gradient was found"}
    assert json.loads(json.dumps(entry.to_json())) == told
