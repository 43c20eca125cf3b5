"""What holds in the component document, and under which reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from .document_formulas import CLAIMS, ROWS
from .document_judgement import common_readings, judgements, markdown, markdown_of_doubts

FOUND = judgements()
PAGE = (Path(__file__).parents[2] / "docs" / "specification.md").read_text()


def holding(what):
    return {each.reading for each in FOUND if each.what == what and each.holds}


def difference(what, reading=""):
    return next(each.difference for each in FOUND if (each.what, each.reading) == (what, reading))


@pytest.mark.parametrize(
    "claim", [claim for claim in CLAIMS if len(claim.readings) == 1], ids=lambda c: c.what
)
def test_what_has_one_reading_holds(claim):
    assert holding(claim.what) == {""}


def test_the_derivative_of_mse_is_by_its_first_argument():
    assert holding("MSE' = 2(Y - Yhat)") == {"by Y, each sample's own"}
    wrong = difference("MSE' = 2(Y - Yhat)", "by Yhat, each sample's own")
    assert wrong == "the wrong sign"


def test_the_derivative_of_cross_entropy_is_by_its_second_argument():
    assert holding("CrossEntropy' = -Y/Yhat") == {"by Yhat, each sample's own"}


def test_no_reading_serves_both_losses():
    assert common_readings("MSE' = 2(Y - Yhat)", "CrossEntropy' = -Y/Yhat") == []


def test_no_reading_serves_the_input_gradients_of_mlp_and_conv2d():
    assert common_readings("dL/dX in the code: not divided", "dL/dX in the code: divided by N") == []
    assert difference("dL/dX in the code: divided by N", "the derivative") == "N times too small"


def test_the_derivation_of_mlp_and_its_code_differ_by_the_batch():
    assert holding("dL/dW in the derivation: no 1/N") == {"the derivative"}
    assert holding("dL/dW in the code: divided by N") == {"the mean over the batch"}


def test_the_padded_width_is_misstated():
    assert holding("the height of dL/dO padded") == {""}
    assert holding("the width of dL/dO padded") == set()


def test_the_table_has_nine_rows():
    assert len(ROWS) == 9


def test_the_table_in_markdown_has_a_row_for_every_judgement():
    lines = markdown().splitlines()
    assert len(lines) == 2 + len(FOUND)
    assert all(line.count("|") == 5 for line in lines)


def test_the_page_shows_what_does_not_hold_under_every_reading():
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    assert rows == markdown_of_doubts().splitlines()
