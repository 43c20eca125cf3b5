"""The table of documented formulas."""

import pytest

from ethan_check.pytest_plugin.accuracy_table import Accuracy, accuracy_of, accuracy_table


def finding(target="Y", verdict="pass", **evidence):
    return {"check": "formula", "verdict": verdict, "target": target, "evidence": evidence}


def test_the_worst_of_all_cases_counts_for_forward_and_backward():
    found = accuracy_of(
        [
            finding(ulps=0.5, ulps_at_extremes=2),
            finding(ulps=0.7),
            finding("dL_dX", ulps=1.5),
            finding("documented dL_dX"),
        ]
    )
    assert found == Accuracy("holds", (0.7, 1.5, 2.0, None))


@pytest.mark.parametrize(
    ("findings", "found"),
    [
        ([], None),
        ([finding()], None),
        ([{**finding(ulps=1), "check": "gradient"}], None),
        ([finding(ulps=1)], Accuracy("not stated", (1.0, None, None, None))),
        ([finding(ulps=1), finding("dL_dX", "fail")], Accuracy("fails")),
    ],
)
def test_what_findings_say(findings, found):
    assert accuracy_of(findings) == found


def test_columns_stand_below_their_headings():
    rows = {"relu.v1": Accuracy("holds", (0.0, 12.25, None, None)), "gelu.v1": Accuracy("fails")}
    assert accuracy_table(rows) == [
        "against the documented formulas; errors in units in the last place, the worst of all cases",
        "         derivative  forward  backward  forward, extreme  backward, extreme",
        "relu.v1  holds           0.0      12.2                 -                  -",
        "gelu.v1  fails             -         -                 -                  -",
    ]
