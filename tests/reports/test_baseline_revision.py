"""One revision of what a baseline remembers of a layer."""

from ethan_check.reports.checked_json import Value
from ethan_check.reports.reading_baselines import revisions
from reports.runs import past


def test_it_is_data_and_can_be_had_back():
    history = past("new", "changed", forward=(30, 31), rounding=(None, 2e-16))
    written = [one.to_json() for one in history]
    assert written[0]["numbers"] == {"forward": 31, "rounding": 2e-16}
    assert written[1]["numbers"] == {"forward": 30}
    assert revisions(Value(written)) == history
