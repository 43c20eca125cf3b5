"""Forward's own map of the cotangent, where its transpose belongs."""

import numpy as np

from diagnosis.stated import said
from ethan_check.diagnosis.not_transposed import diagnose
from ethan_check.diagnosis.perhaps import certain

A = np.random.default_rng(0).normal(size=(4, 4))
TEXT = (
    "dL_dX is what forward's derivative makes of the cotangent, not its transpose: a matrix, a kernel or a "
    "shift is not turned round on the way back"
)


def test_the_map_itself():
    assert certain(said(diagnose, A, A.T, (4,))) == [TEXT]
    assert certain(said(diagnose, A, A.T, (2, 2))) == [TEXT]


def test_another_map_is_not():
    assert said(diagnose, A, 2 * A.T, (4,)) == []
    assert said(diagnose, A, A[::-1], (4,)) == []


def test_arrays_of_two_shapes_have_no_such_map():
    assert said(diagnose, A, A.T, (2, 2), (4,)) == []
