"""The right numbers in the wrong places."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis.broken_layers import Affine, Elementwise, assert_explained, put, wrong_gradient
from ethan_check.diagnosis.permuted import diagnose

CASES = {
    "transposed": (
        Affine(put("dW", lambda s, d: s.dW.T), 2, 2),
        "entries of dL_dW hold the derivatives by other entries: axes 0 and 1 are exchanged",
    ),
    "flipped": (
        Elementwise(lambda dx, d, _: dx[:, ::-1]),
        "entries of dL_dx hold the derivatives by other entries: flipped along axis 1",
    ),
    "one mean for all": (
        Elementwise(lambda dx, d, _: np.broadcast_to(dx.mean(axis=1, keepdims=True), dx.shape).copy()),
        "dL_dx holds the mean along axis 1 in every entry",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    assert_explained(*CASES[name])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.T, "is transposed"),
        (lambda d: d[::-1], "is flipped along axis 0"),
        (lambda d: np.roll(d, 2, 1), "is shifted along axis 1"),
        (
            lambda d: np.broadcast_to(d.sum(axis=1, keepdims=True), d.shape),
            "holds the sum along axis 1 in every entry",
        ),
    ],
)
def test_every_rearrangement_is_told(change, words):
    d = np.random.default_rng(0).normal(size=(4, 4))
    assert list(diagnose(wrong_gradient(change(d), d), None)) == [f"dL_dx {words}"]


def test_of_three_axes_the_exchanged_ones_are_named():
    d = np.random.default_rng(0).normal(size=(3, 3, 3))
    assert list(diagnose(wrong_gradient(d.transpose(0, 2, 1), d), None)) == [
        "dL_dx has axes 1 and 2 exchanged"
    ]
    assert list(diagnose(wrong_gradient(d.transpose(1, 2, 0), d), None)) == [
        "dL_dx has its axes in the order (1, 2, 0)"
    ]


def test_nothing_is_said_of_equal_numbers_and_of_other_ones():
    d = np.random.default_rng(0).normal(size=(4, 4))
    assert list(diagnose(wrong_gradient(np.ones((2, 2)) * 2, np.ones((2, 2))), None)) == []
    assert list(diagnose(wrong_gradient(d**3, d), None)) == []
