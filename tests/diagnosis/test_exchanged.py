"""Right numbers in wrong places."""

import numpy as np

from diagnosis.broken_layers import Affine, assert_explained, put
from diagnosis.stated import said
from ethan_check.diagnosis.exchanged import diagnose

A = np.random.default_rng(0).normal(size=(6, 6))


def test_a_matrix_that_is_stated_the_other_way_round_is_named():
    layer = Affine(put("dW", lambda s, d: s.dW.T.copy()), features=3, width=3)
    assert_explained(
        layer, "entries of dL_dW hold the derivatives by other entries: axes 0 and 1 are exchanged"
    )


def test_an_order_without_a_name():
    order = [2, 0, 1, 5, 3, 4]
    text = "entries of dL_dX hold the derivatives by other entries: they are in another order"
    assert text in said(diagnose, A, A[order], (6,))


def test_cotangents_of_other_outputs():
    assert "dL_dX takes the cotangents of other outputs: flipped along axis 0" in said(
        diagnose, A, A[:, ::-1], (6,)
    )


def test_other_numbers_are_none_of_each_others():
    assert said(diagnose, A, A[::-1] * 1.01, (6,)) == []
