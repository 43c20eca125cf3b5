"""Values that know where they stand."""

import json
import math

import pytest

from ethan_check.reports.checked_json import NOT_FINITE, Value, finite
from ethan_check.reports.errors import ReportError


@pytest.mark.parametrize(
    ("read", "good", "bad"),
    [
        (lambda value: value.text, ["", "x"], [3, None, [], {}]),
        (lambda value: value.whole, [0, -3], [True, 1.0, "1", None]),
        (lambda value: value.number, [0, 1.5, -3], [True, "1", None, [1], 10**400]),
        (lambda value: value.truth, [True, False], [0, 1, "true", None]),
        (lambda value: value.items, [], [{}, "ab", None, 3]),
        (lambda value: value.members, [], [[], "ab", None, 3]),
        (lambda value: value.word(("a", "b")), ["a", "b"], ["c", None, 3, ["a"], {}]),
    ],
)
def test_a_value_is_what_is_expected_or_refused(read, good, bad):
    for value in good:
        assert read(Value(value, "here")) == value
    for value in bad:
        with pytest.raises(ReportError, match=r"^here is .*, expected .*$"):
            read(Value(value, "here"))


def test_what_is_no_number_is_read_as_it_was_written():
    for value in (math.nan, math.inf, -math.inf, 1.0):
        written = finite([value])[0]
        assert json.dumps(written, allow_nan=False)
        again = Value(written).number
        assert again == value or (math.isnan(again) and math.isnan(value))
    assert set(NOT_FINITE) == {"NaN", "Infinity", "-Infinity"}


def test_a_long_value_is_cut_in_the_message():
    with pytest.raises(ReportError) as refused:
        _ = Value("x" * 1000).whole
    assert len(str(refused.value)) < 100
