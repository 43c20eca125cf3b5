"""What a report amounts to once known failures are taken into account."""

import pytest

from ethan_check.engine.expected_failures import Outcome, apply_expected_failure
from ethan_check.result import Finding, Report


def report(*verdicts, **details):
    findings = tuple(
        Finding(check="gradient", verdict=verdict, message=f"layer: {verdict}\n  more")
        for verdict in verdicts
    )
    return Report(layer="layer", findings=findings, seed=0, cases=3, **details)


DOES_NOT_APPLY = {"gradient": "no array is owed one"}


@pytest.mark.parametrize(
    ("found", "expected", "outcome"),
    [
        (report("pass"), None, Outcome("pass")),
        (report("pass", "fail"), None, Outcome("fail", "layer: fail\n  more")),
        (report("error"), None, Outcome("error", "layer: error\n  more")),
        (report("inconclusive"), None, Outcome("inconclusive", "layer: inconclusive\n  more")),
        (report("pass", "fail", "error"), "known", Outcome("expected failure", "known (layer: fail)")),
        (report("error"), "known", Outcome("expected failure", "known (layer: error)")),
        (report("inconclusive"), "known", Outcome("expected failure", "known (layer: inconclusive)")),
        (
            report("pass"),
            "known",
            Outcome(
                "fail",
                "layer: gradient passes, but its failure is expected (known); "
                "take it out of expected_failures",
            ),
        ),
        (report(not_applicable=DOES_NOT_APPLY), None, Outcome("not applicable", "no array is owed one")),
        (
            report(not_applicable=DOES_NOT_APPLY),
            "known",
            Outcome(
                "fail",
                "layer: gradient does not apply (no array is owed one), but its failure is expected (known); "
                "take it out of expected_failures",
            ),
        ),
        (report(), None, Outcome("fail", "layer: gradient checked nothing and gave no reason")),
        (report(), "known", Outcome("fail", "layer: gradient checked nothing and gave no reason")),
        (report("fail"), "", Outcome("expected failure", " (layer: fail)")),
    ],
    ids=[
        "pass", "fail", "error", "inconclusive", "known fail", "known error", "known doubt",
        "unexpected pass", "does not apply", "cannot fail", "nothing", "nothing, known",
        "a reason without words",
    ],
)  # fmt: skip
def test_the_outcome_of_a_check(found, expected, outcome):
    assert apply_expected_failure(found, "gradient", expected) == outcome


@pytest.mark.parametrize(
    ("kind", "is_failure"),
    [
        ("pass", False),
        ("fail", True),
        ("inconclusive", True),
        ("error", True),
        ("expected failure", False),
        ("not applicable", False),
    ],
)
def test_somebody_has_to_do_something_or_not(kind, is_failure):
    assert Outcome(kind).is_failure == is_failure
