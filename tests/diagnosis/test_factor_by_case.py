"""A factor that all entries of a case share."""

import numpy as np

from diagnosis.broken_layers import wrong_gradient
from ethan_check.diagnosis.factor_by_case import diagnose
from ethan_check.diagnosis.perhaps import Perhaps

D = np.array([1.0, -2.0, 3.0])


def test_a_multiple_is_named_and_what_is_none_is_not():
    (text,) = diagnose(wrong_gradient(0.321 * D, D), None)
    assert text.startswith("dL_dx is a multiple of the derivative")
    assert not isinstance(text, Perhaps)
    assert list(diagnose(wrong_gradient(D**2, D), None)) == []


def test_a_single_entry_proves_nothing():
    (text,) = diagnose(wrong_gradient([0.321], [1.0]), None)
    assert isinstance(text, Perhaps)
