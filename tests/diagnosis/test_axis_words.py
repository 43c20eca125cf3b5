"""What an axis is called."""

from ethan_check.diagnosis.axis_words import axis_in_words


def test_an_axis_is_called_by_its_number_and_from_the_end():
    assert list(axis_in_words(0, 1)) == ["axis 0", "the last axis"]
    assert list(axis_in_words(1, 2)) == ["axis 1", "the last axis"]
    assert list(axis_in_words(1, 3)) == ["axis 1", "the axis before the last"]
