"""What passes through one number that many entries share."""

import numpy as np

from diagnosis.stated import said
from ethan_check.diagnosis.shared_term import diagnose

RNG = np.random.default_rng(0)
A = RNG.normal(size=(4, 4))


def test_a_product_of_entries_and_outputs_is_named():
    text = (
        "dL_dX is wrong by what passes through one number that all entries along axis 0 share: a "
        "mean, a norm, or a sum"
    )
    assert text in said(diagnose, A, A + np.outer(RNG.normal(size=4), RNG.normal(size=4)), (4,))


def test_what_is_no_product_is_not():
    assert said(diagnose, A, A + RNG.normal(size=(4, 4)), (4,)) == []
