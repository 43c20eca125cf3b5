"""Outputs whose contributions are left out or wrong."""

import numpy as np

from diagnosis.broken_layers import Affine, assert_explained, put
from diagnosis.stated import said
from ethan_check.diagnosis.perhaps import certain
from ethan_check.diagnosis.wrong_outputs import diagnose

A = np.random.default_rng(0).normal(size=(3, 8))


def test_steps_past_a_number_that_are_forgotten_are_named():
    layer = Affine(put("db", lambda s, d: d[:, :2].sum(axis=(0, 1))))
    text = (
        "what outputs contribute to dL_db is zero at all from index 2 on along axis 1 of the output, and "
        "right elsewhere"
    )
    assert_explained(layer, text)


def test_a_factor_in_one_output():
    text = (
        "what outputs contribute to dL_dX is 2 times the derivative at the first along axis 0 of the output"
    )
    assert any(one.startswith(text) for one in said(diagnose, A, A * [2, *[1] * 7], (3,), (8,)))


def test_entries_that_feed_one_output_each_are_told_by_their_own_places():
    assert certain(said(diagnose, np.eye(4), np.diag([1.0, 1, 1, 2]), (4,))) == []
