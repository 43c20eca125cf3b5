"""What a person reads when documentation and code disagree."""

from __future__ import annotations

import pytest

from ethan_check.oracle.evaluation import FormulaEvaluation
from ethan_check.oracle.message import comparison_message, consistency_message, evidence, units
from oracle.layers import SQUARE, Square, subject_of


def evaluated(layer, formula=SQUARE):
    subject = subject_of(layer, formula)
    found = FormulaEvaluation(subject, subject.values, 0)
    agreements = found.agreements()
    return found, agreements, found.blame(agreements)


def test_a_comparison_says_who_where_what_and_why():
    found, agreements, verdict = evaluated(Square(backward=1.5))
    (wrong,) = [each for each in found.comparisons if not each.agrees]
    lines = comparison_message(found.point, wrong, agreements, verdict).splitlines()
    assert lines[0].startswith("the backward is wrong: dL_dX[")
    assert "the documented derivative" in lines[0]
    assert lines[0].endswith("units in the last place apart") or lines[0].endswith("no digit in common")
    assert lines[1] == "  documented: dY[*i]/dX[*i] = 2*X[*i]"
    assert lines[2].startswith("  agree: forward and the documented forward")
    assert lines[3].startswith("  disagree: backward and the documented derivative")
    assert lines[4] == f"  case that shows it: {found.point.subject.describe()}"


def test_an_output_shows_the_lines_of_the_forward():
    found, agreements, verdict = evaluated(Square(forward=1.5))
    text = comparison_message(found.point, found.comparisons[0], agreements, verdict)
    assert "  documented: Y[*i] = X[*i]**2" in text
    assert "the documented value" in text


def test_an_inconsistency_says_by_how_much():
    found, agreements, verdict = evaluated(Square(), SQUARE.replace("2*X", "3*X"))
    text = consistency_message(found.point.subject, found.consistency[0], agreements, verdict)
    assert text.startswith("the documentation is wrong: dY[*i]/dX[*i] is documented as ")
    assert "off by" in text


@pytest.mark.parametrize(
    ("ulps", "words"),
    [
        (0.5, "0.5 units in the last place apart"),
        (1234.0, "1.2e+03 units"),
        (1e16, "with no digit in common"),
    ],
)
def test_units(ulps, words):
    assert units(ulps).startswith(words)


def test_evidence_is_for_programs():
    _, agreements, verdict = evaluated(Square(backward=1.5))
    found = evidence(agreements, verdict, float("inf"))
    assert found["wrong"] == ["backward"]
    assert found["either"] is False
    assert found["agreements"]["Bb"] is False
    assert found["ulps"] == 1e300
    assert "ulps" not in evidence(agreements, verdict)
