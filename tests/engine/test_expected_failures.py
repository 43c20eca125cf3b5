"""What a report amounts to once known failures are taken into account."""

import pytest

from ethan_check.engine.expected_failures import Expected, Outcome, apply_expected_failure, expected_of, weigh
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
        (report("pass", "fail"), "known", Outcome("expected failure", "known (layer: fail)", ("gradient",))),
        (report("error"), "known", Outcome("expected failure", "known (layer: error)", ("gradient",))),
        (
            report("inconclusive"),
            "known",
            Outcome("expected failure", "known (layer: inconclusive)", ("gradient",)),
        ),
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
        (report("fail"), "", Outcome("expected failure", " (layer: fail)", ("gradient",))),
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


def of_targets(*targets):
    findings = tuple(
        Finding(check="gradient", verdict="fail", target=target, message=f"layer: {target} is wrong")
        for target in targets
    )
    passing = Finding(check="gradient", verdict="pass", target="dL_dX")
    return Report(layer="layer", findings=findings or (passing,), seed=0, cases=3)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"gradient": "known"}, Expected("known")),
        ({"gradient:dL_dW": "a mean"}, Expected(None, {"dL_dW": "a mean"})),
        ({"gradient: dL_dW": "a mean"}, Expected(None, {"dL_dW": "a mean"})),
        ({"gradient": "known", "gradient:dL_dW": "a mean"}, Expected("known", {"dL_dW": "a mean"})),
        ({"*": "old"}, Expected("old", may_pass=True)),
        ({"*": "old", "gradient": "known"}, Expected("known")),
        ({"shapes": "known", "shapes:dL_dW": "a mean"}, None),
    ],
)
def test_what_is_expected_of_one_check(stated, expected):
    assert expected_of(stated, "gradient") == expected


W = Expected(None, {"dL_dW": "a mean"})


@pytest.mark.parametrize(
    ("failing", "kind", "text", "excused"),
    [
        (["dL_dW"], "expected failure", "dL_dW: a mean", ("dL_dW",)),
        (["dL_dW", "dL_db"], "fail", "layer: dL_db is wrong", ("dL_dW",)),
        (["dL_db"], "fail", "layer: dL_db is wrong", ()),
        (
            [],
            "fail",
            "layer: gradient finds nothing wrong with dL_dW, but its failure is expected (a mean); "
            "take gradient:dL_dW out of expected_failures",
            (),
        ),
    ],
)
def test_one_gradient_is_excused_alone(failing, kind, text, excused):
    def report_of(without):
        return of_targets(*(target for target in failing if target not in without))

    _, outcome = weigh(report_of, "gradient", W)
    assert outcome == Outcome(kind, text, excused)


def test_what_fails_on_a_later_case_is_not_hidden_by_what_is_excused():
    cases = [{"dL_dW"}, {"dL_dW", "dL_db"}]  # The check stops at the first case that fails.

    def report_of(without):
        return of_targets(*next((case - without for case in cases if case - without), set()))

    _, outcome = weigh(report_of, "gradient", W)
    assert outcome == Outcome("fail", "layer: dL_db is wrong", ("dL_dW",))
    both = Expected(None, {"dL_dW": "a mean", "dL_db": "a sum"})
    assert weigh(report_of, "gradient", both)[1].kind == "expected failure"


def test_a_bare_check_says_how_much_it_excuses():
    outcome = apply_expected_failure(of_targets("dL_dW", "dL_db"), "gradient", "known")
    assert outcome.text == "known (layer: dL_dW is wrong; 2 findings: dL_dW, dL_db)"
    assert outcome.excused == ("dL_dW", "dL_db")


@pytest.mark.parametrize(("failing", "kind"), [([], "pass"), (["dL_dW"], "expected failure")])
def test_a_reason_for_whatever_fails_excuses_what_fails(failing, kind):
    _, outcome = weigh(lambda without: of_targets(*failing), "gradient", Expected("old", may_pass=True))
    assert outcome.kind == kind
