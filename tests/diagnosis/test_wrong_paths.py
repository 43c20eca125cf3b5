"""Paths from entries to outputs that are left out or wrong."""

import numpy as np

from diagnosis.stated import said
from ethan_check.diagnosis.perhaps import certain
from ethan_check.diagnosis.wrong_paths import diagnose

A = np.random.default_rng(0).normal(size=(5, 5))


def test_what_entries_do_to_others_may_be_wrong():
    stated = np.where(np.eye(5, dtype=bool), A, 2 * A)
    text = "what entries of X do to outputs at other places is 2 times the derivative in dL_dX"
    assert text in said(diagnose, A, stated, (5,))


def test_later_places_that_are_left_out():
    text = "what entries of X do to outputs of later places along axis 0 is zero in dL_dX"
    assert text in said(diagnose, A, np.tril(A), (5,))


def test_where_all_paths_are_wrong_no_relation_is_certain():
    assert certain(said(diagnose, A, 2 * A, (5,))) == []
