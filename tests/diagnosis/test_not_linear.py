"""Backward is no linear function of the cotangent."""

import numpy as np

from diagnosis.broken_layers import Affine, Elementwise, assert_explained, explanations, put


def test_a_maximum_over_the_cotangent_is_named():
    layer = Affine(put("db", lambda s, d: 9 * d.max(axis=(0, 1))))
    assert_explained(layer, "dL_db is not linear in the cotangent, as every derivative is")


def test_a_term_without_the_cotangent_is_named():
    text = "dL_dx is not zero for a cotangent of zeros: a term leaves the cotangent out"
    assert text in explanations(Elementwise(lambda dx, d, s: dx + 0.1 * s.x))


def test_a_wrong_matrix_is_linear():
    found = explanations(Affine(lambda s, d: setattr(s, "dW", s.dW + s.W * np.sum(d))))
    assert not any("linear" in text for text in found)
