"""What every pair says of each other."""

from __future__ import annotations

import pytest

from ethan_check.oracle.evaluation import FormulaEvaluation
from oracle.layers import SQUARE, Square, subject_of


def found(layer, formula=SQUARE):
    subject = subject_of(layer, formula)
    return FormulaEvaluation(subject, subject.values, 0).agreements()


def test_what_is_right_agrees_all_round():
    agreements = found(Square())
    assert set(agreements) == {"Ff", "Bb", "fb", "Bf", "FB", "Fb"}
    assert False not in agreements.values()


@pytest.mark.parametrize(
    ("layer", "formula", "disagreeing"),
    [
        (Square(backward=1.5), SQUARE, {"Bb", "Bf", "FB"}),
        (Square(forward=1.5), SQUARE, {"Ff", "FB", "Fb"}),
        (Square(1.5, 1.5), SQUARE, {"Ff", "Bb", "Bf", "Fb"}),
        (Square(), SQUARE.replace("2*X", "3*X"), {"fb", "Bb", "Fb"}),
        (Square(), SQUARE.replace("**2", "**3"), {"Ff", "fb", "Bf"}),
    ],
    ids=["backward", "forward", "both", "documented derivative", "documented forward"],
)
def test_a_mistake_shows_in_its_pairs(layer, formula, disagreeing):
    assert {pair for pair, agree in found(layer, formula).items() if agree is False} == disagreeing


def test_what_differences_cannot_resolve_is_unknown():
    agreements = found(Square(1 + 2e-14, 1 + 2e-14))
    assert agreements["Ff"] is False
    assert agreements["FB"] is None
    assert agreements["Fb"] is None


def test_a_derivative_alone_is_compared_with_differences():
    agreements = found(Square(backward=2.0), "dY[*i]/dX[*i] = 2*X[*i]")
    assert (agreements["Ff"], agreements["fb"], agreements["Bf"]) == (None, None, None)
    assert (agreements["Bb"], agreements["FB"], agreements["Fb"]) == (False, False, True)


@pytest.mark.parametrize(("off", "agree"), [(1e-13, None), (1e-12, True)])
def test_two_agree_where_what_is_to_be_explained_is_several_times_what_they_can_tell(off, agree):
    """Differences of a square are good to 4e-13 of some terms; how far backward is off shows beside that."""
    assert found(Square(backward=1 + off))["Fb"] is agree
