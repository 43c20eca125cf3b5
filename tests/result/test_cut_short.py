"""What a budget kept the checks from, in words, as plain data, and of several checks together."""

import json

import pytest

from ethan_check.result.cut_short import CutShort


@pytest.mark.parametrize(
    ("cut", "text"),
    [
        (CutShort(2, {"state": (3, 24)}), "the budget of 2 s left out cases; seen were 3 of 24 (state)"),
        (CutShort(2, as_found=("state",)), "the budget of 2 s left no time to make the failing case smaller"),
        (
            CutShort(0.5, {"dtype": (1, 2)}, ("state",)),
            "the budget of 0.5 s left out cases; seen were 1 of 2 (dtype) and "
            "left no time to make the failing case of state smaller",
        ),
    ],
)
def test_in_words(cut, text):
    assert str(cut) == text


def test_it_comes_back_from_plain_data_as_it_was():
    cut = CutShort(0.5, {"dtype": (1, 2), "gradient": (3, 24)}, ("state",))
    assert CutShort.from_json(json.loads(json.dumps(cut.to_json()))) == cut


def test_those_of_several_checks_are_one():
    first, second = CutShort(2, {"dtype": (1, 2)}, ("state",)), CutShort(2, {"gradient": (3, 24)}, ("state",))
    assert first | second == CutShort(2, {"dtype": (1, 2), "gradient": (3, 24)}, ("state",))
    assert first | None is first
