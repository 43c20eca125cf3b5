"""What one verification found: its verdict, plain data, and what a person reads."""

import json

import pytest

from ethan_check.result import AccountEntry, Finding, Report
from ethan_check.trace import Step


def found(verdict="pass", **details):
    details = {"check": "gradient", "target": "dL_dX", "message": f"layer: {verdict}", **details}
    return Finding(verdict=verdict, **details)


def report(*findings, **details):
    return Report(layer="layer", findings=findings, seed=0, **details)


@pytest.mark.parametrize("verdict", ["pass", "inconclusive", "error", "fail"])
def test_a_report_is_as_grave_as_its_gravest_finding(verdict):
    assert report(found(), found(verdict), found()).verdict == verdict


def test_a_report_on_nothing_fails():
    assert report().verdict == "fail"
    assert report().failures == ()
    assert str(report(read_as="plain object")) == "layer: fail: no check applied, so nothing was verified"


def test_failures_are_all_that_is_no_pass_in_order():
    findings = [found("inconclusive"), found(), found("error"), found("fail")]
    assert [finding.verdict for finding in report(*findings).failures] == ["inconclusive", "error", "fail"]


def test_a_report_is_plain_data():
    whole = report(
        found(),
        not_applicable={"dtype": "no reason"},
        certificate={"dL_dX": 1e-9},
        account={"X": AccountEntry("judged", 1e-9), "mean": AccountEntry("state")},
        cases=24,
        calls={"forward": 9, "backward": 3},
        read_as="plain object",
    )
    assert json.loads(json.dumps(whole.to_json())) == {
        "layer": "layer",
        "verdict": "pass",
        "findings": [found().to_json()],
        "not_applicable": {"dtype": "no reason"},
        "certificate": {"dL_dX": 1e-9},
        "account": {
            "X": {"became": "judged", "certificate": 1e-9, "why": ""},
            "mean": {"became": "state", "certificate": None, "why": ""},
        },
        "seed": 0,
        "cases": 24,
        "calls": {"forward": 9, "backward": 3},
        "read_as": "plain object",
    }


def test_a_trace_is_part_of_a_report_only_where_there_is_one():
    steps = (Step("check gradient", {"n": 1}, (Step("agrees"),)),)
    with_trace, without = report(found(), trace=steps), report(found())
    assert "trace" not in without.to_json()
    assert with_trace.to_json() == {**without.to_json(), "trace": [steps[0].to_json()]}
    assert str(with_trace) == f"{without}\n\nhow the verdict was reached:\ncheck gradient (n 1)\n  agrees"


def test_a_pass_is_one_line():
    passed = report(found(), found(check="shapes"), found(check="shapes", target="Y"), cases=4)
    assert str(passed) == "layer: pass: 2 checks on 4 cases"
    assert str(report(found(), cases=1)) == "layer: pass: 1 check on 1 case"


def test_what_several_checks_say_in_the_same_words_is_told_once():
    same = [found("error", check=check, message="no layer") for check in ("gradient", "shapes")]
    assert report(*same).message.count("no layer") == 1


def test_what_is_no_pass_is_told_in_its_own_words_and_how_the_layer_was_read():
    failed = report(found("fail"), found(), found("error"))
    assert str(failed) == "layer: fail\n\nlayer: error"
    assert str(report(found("fail"), read_as="plain object")) == "layer: fail\n  read as: plain object"


def test_what_was_found_cannot_be_changed():
    with pytest.raises(AttributeError):
        report(found()).seed = 1


def test_a_report_is_true_if_the_layer_passed_and_requires_it_otherwise():
    passed, failed = report(found()), report(found(), found("fail", message="layer: wrong"))
    assert passed
    assert passed.require_pass() is passed
    for verdict in ("inconclusive", "error", "fail"):
        assert not report(found(verdict))
    assert not report()
    with pytest.raises(AssertionError) as caught:
        failed.require_pass()
    assert str(caught.value) == failed.message


def test_a_notebook_shows_what_is_printed():
    shown = report(found("fail", message="layer: x < y & wrong"))._repr_html_()
    assert "layer: x &lt; y &amp; wrong" in shown
    assert shown.startswith("<div")
