"""From the record of an item to what is remembered of its check."""

import pytest

from ethan_check.baseline.entry import CheckEntry
from ethan_check.pytest_plugin.baseline_records import check_entry_of

RECORD = {
    "verdict": "pass",
    "seed": 0,
    "calls": {"forward": 3, "backward": 1},
    "certificate": {"dL_dX": 1.234e-9},
}


def test_numbers_that_are_shown_are_short():
    findings = [
        {"target": "Y", "evidence": {"ulps": 0.51234}},
        {"target": "Y", "evidence": {"ulps": 1.26}},
        {"target": "dL_dX", "evidence": {}},
    ]
    assert check_entry_of({**RECORD, "findings": findings}, 0) == CheckEntry(
        "pass", 3, 1, {"dL_dX": 1.2e-9}, {"Y": 1.3}
    )


@pytest.mark.parametrize(
    "record",
    [
        {},
        {**RECORD, "verdict": "not applicable"},
        {**RECORD, "verdict": "not asked"},
        {**RECORD, "calls": {}},
        {**RECORD, "cut_short": {"budget": 1.0, "cases": {"gradient": {"seen": 1, "planned": 24}}}},
    ],
)
def test_what_did_not_run_is_not_remembered(record):
    assert check_entry_of(record, 0) is None
