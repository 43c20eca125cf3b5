"""All three judgements at one point."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.oracle.evaluation import FormulaEvaluation
from oracle.layers import SQUARE, Square, subject_of


def evaluated(layer=None, formula=SQUARE, digits=50):
    subject = subject_of(layer or Square(), formula)
    return FormulaEvaluation(subject, subject.values, 0, digits)


def test_a_right_layer_agrees_to_the_last_places():
    found = evaluated()
    assert found.agrees
    assert found.is_plain
    assert [each.target for each in found.comparisons] == ["Y", "dL_dX"]
    assert len(found.consistency) == 1


@pytest.mark.parametrize(
    ("layer", "formula", "parties"),
    [
        (Square(forward=1.5), SQUARE, ("forward",)),
        (Square(backward=1.5), SQUARE, ("backward",)),
        (Square(), SQUARE.replace("2*X", "3*X"), ("documentation",)),
    ],
)
def test_the_odd_one_out_is_named(layer, formula, parties):
    found = evaluated(layer, formula)
    assert not found.agrees
    assert found.blame(found.agreements()).parties == parties


def test_where_all_agree_elsewhere_the_code_is_wrong():
    found = evaluated()
    verdict = found.blame({"Ff": False, "Bb": None, "Bf": False, "fb": True}, proven=True)
    assert (verdict.parties, verdict.witnesses) == (("forward", "backward"), ("F", "B"))
    contradiction = {"Ff": False, "fb": False, "Bb": True, "Bf": False, "FB": True, "Fb": True}
    assert found.blame(contradiction, proven=True).parties == ("documentation",)


def test_a_result_that_is_not_a_number_is_wrong_by_itself():
    class Broken(Square):
        def forward(self, x):
            return super().forward(x) * np.where(x > 0, np.nan, 1)

    found = evaluated(Broken())
    assert found.blame(found.agreements()).parties[0] == "forward"


def test_without_a_documented_forward_there_is_nothing_to_be_consistent_with():
    found = evaluated(formula="dY[*i]/dX[*i] = 2*X[*i]")
    assert found.consistency == ()
    assert [each.target for each in found.comparisons] == ["dL_dX"]
