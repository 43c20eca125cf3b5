"""What was written of a layer's baseline, read again."""

import pytest

from ethan_check.reports.checked_json import Value
from ethan_check.reports.errors import ReportError
from ethan_check.reports.reading_baselines import baseline_line, revisions
from reports.runs import past, unjudged


def test_lines_are_read_as_they_were():
    (line,) = unjudged().baseline
    assert baseline_line(Value(line.to_json())) == line


def test_a_count_stays_whole_and_what_is_not_finite_is_a_number():
    (one,) = past("new", bytes=(96,))
    written = one.to_json() | {"numbers": {"bytes": 96, "ulps": "Infinity", "somebody's": 1.5}}
    (read,) = revisions(Value([written]))
    assert read.numbers == {"bytes": 96, "ulps": float("inf"), "somebody's": 1.5}
    assert isinstance(read.numbers["bytes"], int)


@pytest.mark.parametrize(
    ("member", "value", "said"),
    [
        ("commit", None, "history[0].commit is missing, expected text"),
        ("numbers", None, "history[0].numbers is missing, expected an object"),
        ("numbers", {"bytes": "many"}, "history[0].numbers.bytes is 'many', expected a number"),
        ("numbers", {"bytes": True}, "history[0].numbers.bytes is True, expected a number"),
    ],
)
def test_what_is_damaged_is_named_by_its_place(member, value, said):
    (one,) = past("new")
    with pytest.raises(ReportError) as refused:
        revisions(Value([one.to_json() | {member: value}], "history"))
    assert str(refused.value) == said
