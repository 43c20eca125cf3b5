"""Words for a part of an axis, and for a block."""

import numpy as np
import pytest

from ethan_check.diagnosis.places import block_in_words, part_in_words


@pytest.mark.parametrize(
    ("used", "length", "words"),
    [
        ([0], 5, "first"),
        ([4], 5, "last"),
        ([1], 5, "index 1"),
        ([0, 1, 2, 3], 5, "all but the last"),
        ([1, 2, 3, 4], 5, "all but the first"),
        ([4, 5, 6], 7, "from index 4 on"),
        ([4, 5, 6], 7, "last 3"),
        ([16], 17, "past whole blocks of 8"),
        ([0, 1, 2], 7, "before index 3"),
        ([0, 6], 7, "first and last"),
        ([1, 2, 3, 4, 5], 7, "all but the first and the last"),
        ([0, 2, 4], 6, "every second, from the first on"),
        ([3, 4, 5], 6, "second half"),
    ],
)
def test_a_part_has_these_words_among_others(used, length, words):
    assert words in list(part_in_words(np.array(used), length))


def test_a_block_is_named_along_each_axis_that_it_does_not_fill():
    mask = np.zeros((3, 4), dtype=bool)
    mask[-1, 0] = True
    assert "the last along axis 0 and the first along axis 1" in list(block_in_words(mask))
    assert list(block_in_words(np.eye(3, dtype=bool))) == []
    assert list(block_in_words(np.ones((2, 2), dtype=bool))) == []


def test_what_is_not_known_may_belong_to_a_block():
    mask = np.array([[False, True, False], [True, True, True], [True, False, True]])
    assert list(block_in_words(mask)) == []
    known = np.array([[True, False, True], [True, True, True], [True, False, True]])
    assert "the last 2 along axis 0" in list(block_in_words(mask & known, known))


def test_the_only_one_along_an_axis_is_also_the_last():
    words = list(block_in_words(np.array([[False, True]])))
    assert {"the last along axis 1", "the last along axis 0 and the last along axis 1"} <= set(words)
