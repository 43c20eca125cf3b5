"""One check's answer is plain data, and of several verdicts the gravest counts."""

import json

import pytest

from ethan_check.result.finding import Finding, worst


@pytest.mark.parametrize(
    ("verdicts", "gravest"),
    [
        ([], "pass"),
        (["pass", "pass"], "pass"),
        (["pass", "inconclusive"], "inconclusive"),
        (["inconclusive", "error", "pass"], "error"),
        (["error", "fail", "pass"], "fail"),
        (iter(["fail", "pass"]), "fail"),
    ],
)
def test_the_gravest_verdict_counts(verdicts, gravest):
    assert worst(verdicts) == gravest


def test_a_finding_is_plain_data():
    evidence = {"ratio": 0.5}
    details = {"check": "gradient", "target": "dL_dX", "message": "agrees", "case": "inputs (2, 3)"}
    finding = Finding(verdict="pass", evidence=evidence, **details)
    told = {"verdict": "pass", "evidence": evidence, **details}
    assert json.loads(json.dumps(finding.to_json())) == told
    assert finding.to_json()["evidence"] is not finding.evidence


def test_a_message_is_free_of_what_a_terminal_would_obey():
    assert "\x1b" not in Finding(check="gradient", verdict="fail", message="\x1b[31mred").message


def test_what_was_found_cannot_be_changed():
    with pytest.raises(AttributeError):
        Finding(check="gradient", verdict="pass").verdict = "fail"
