"""Some of the contributions that an entry is the sum of are left out."""

import numpy as np

from diagnosis.stated import said
from ethan_check.diagnosis.lost_some import diagnose
from ethan_check.diagnosis.perhaps import certain

A = np.random.default_rng(0).normal(size=(4, 6))
SOME = np.random.default_rng(1).random((4, 6)) < 0.4


def test_what_is_left_out():
    text = "dL_dX leaves out some of what outputs contribute to it; the rest is right"
    assert certain(said(diagnose, A, np.where(SOME, 0, A), (4,), (6,))) == [text]


def test_what_should_not_be_counted():
    text = "dL_dX also counts outputs that do not depend on the entry; the rest is right"
    assert certain(said(diagnose, np.where(SOME, 0, A), A, (4,), (6,))) == [text]


def test_one_in_place_of_the_other():
    text = "dL_dX counts other outputs in place of the right ones: an index or mask is wrong"
    assert said(diagnose, np.eye(5), np.roll(np.eye(5), 1, axis=1), (5,)) == [text]


def test_where_each_entry_feeds_one_output_sums_are_not_excluded():
    true = np.eye(4)
    texts = said(diagnose, true, np.diag([1.0, 1, 1, 0]), (4,))
    assert texts[0] == "dL_dX leaves out the derivative in some of its entries; the rest is right"
    assert "dL_dX leaves out some of what outputs contribute to it; the rest is right" in texts
    assert len(certain(texts)) <= 1


def test_other_numbers_are_not():
    assert said(diagnose, A, 2 * A, (4,), (6,)) == []
