"""What has been reported about one layer."""

from collections import Counter

import pytest

from ethan_check.pytest_plugin.layer_summary import LayerSummary, counts_text
from pytest_plugin.stand_ins import report_of


def summary(*reports):
    found = LayerSummary()
    for number, report in enumerate(reports):
        found.add(f"check{number}", report)
    return found


def verdicts(*names):
    return summary(*(report_of("a.v1", "x", verdict=name, checks_known=3) for name in names))


@pytest.mark.parametrize(
    ("names", "verdict", "is_good"),
    [
        (("pass", "pass"), "pass", True),
        (("pass", "expected failure", "not asked"), "expected failure", True),
        (("pass", "inconclusive"), "inconclusive", False),
        (("error", "fail", "inconclusive"), "fail", False),
        (("not applicable", "not asked"), "not applicable", False),
        (("not applicable",) * 3, "fail", False),
        (("not applicable", "not applicable", "not asked"), "not asked", False),
        (("not asked",), "not asked", False),
    ],
)
def test_the_verdict_is_the_most_severe(names, verdict, is_good):
    found = verdicts(*names)
    assert (found.verdict, found.is_good) == (verdict, is_good)
    assert found.is_vacuous == (set(names) <= {"not applicable", "not asked"})


def test_a_report_without_a_record_is_an_error_or_a_skip():
    assert summary(report_of("a.v1", "x", outcome="failed", when="setup")).verdict == "error"
    skipped = summary(report_of("a.v1", "x", outcome="skipped"))
    assert (skipped.verdicts, skipped.verdict) == ({"check0": "not asked"}, "not asked")


def test_a_crash_is_not_forgotten_when_the_check_is_run_again():
    found = LayerSummary()
    crash = report_of("a.v1", "gradient", outcome="failed", when="???", stopped="ended its process")
    found.add("gradient", crash)
    found.add("gradient", report_of("a.v1", "gradient", outcome="skipped", verdict="not asked"))
    assert str(found) == "error         1 error  ended its process"


def test_the_line_counts_verdicts_and_names_the_worst_certificate():
    found = summary(
        report_of("a.v1", "x", verdict="pass", certificate={"dL_dX": 1e-9, "dL_dW": 3e-8}),
        report_of("a.v1", "y", verdict="not applicable"),
    )
    assert str(found) == (
        "pass          1 pass, 1 not applicable  would catch an error of 3e-08 in one entry of dL_dW"
    )


def test_remarks_templates_and_readings_are_kept():
    found = summary(
        report_of("a.v1", "x", verdict="error", obstacle="no", template="[table]"),
        report_of("a.v1", "y", verdict="error", stopped="did not return", read_as="plain object"),
    )
    assert (found.remark, found.template, found.read_as) == ("cannot be judged", "[table]", "plain object")
    assert summary(report_of("a.v1", "y", stopped="did not return")).remark == "did not return"


def cut(check, seen, planned):
    return {"budget": 9.0, "cases": {check: {"seen": seen, "planned": planned}}, "as_found": []}


def test_what_time_left_out_is_put_together():
    found = summary(
        report_of("a.v1", "gradient", verdict="pass", cut_short=cut("gradient", 3, 24)),
        report_of("a.v1", "shapes", verdict="pass", cut_short=cut("shapes", 2, 4)),
        report_of("a.v1", "state", verdict="pass"),
    )
    seen = "3 of 24 (gradient), 2 of 4 (shapes)"
    assert str(found.cut_short) == f"the budget of 9 s left out cases; seen were {seen}"


def test_what_is_not_judged_is_in_the_line():
    account = {"W": {"became": "judged", "certificate": 1e-9, "why": ""}, "mask": {"became": "not judged"}}
    found = summary(report_of("a.v1", "gradient", verdict="inconclusive", account=account))
    assert found.not_judged == ("mask",)
    assert str(found).endswith("  not judged: mask")
    assert str(found.account["W"]) == "judged, to 1e-09"


def test_counts_begin_with_the_good_ones():
    assert counts_text(Counter({"fail": 1, "not asked": 3, "pass": 2})) == "2 pass, 1 fail, 3 not asked"
    assert counts_text(Counter()) == ""
