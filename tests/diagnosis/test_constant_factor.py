"""A constant factor is named where other cases confirm what it is."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Tanh, X

from diagnosis.broken_layers import Affine, Elementwise, Mask, Softmax, assert_explained, put, wrong_gradient
from ethan_check import Subject, check_layer
from ethan_check.diagnosis.constant_factor import diagnose

D = np.random.default_rng(0).normal(size=(4, 3))

CASES = {
    "wrong sign": (Elementwise(lambda dx, d, _: -dx), "dL_dx has the wrong sign"),
    "batch size missing": (
        Elementwise(lambda dx, d, _: dx * len(dx)),
        "a division of dL_dx by the batch size is missing, or its sum was taken for the mean",
    ),
    "mean over time": (
        Affine(put("db", lambda s, d: d.mean(axis=1).sum(axis=0))),
        "dL_db was divided by the length of axis 1 of the output",
    ),
    "mean over everything": (
        Elementwise(lambda dx, d, _: dx / dx.size),
        "dL_dx was divided by the number of entries of x",
    ),
    "root missing": (
        Softmax(0),
        "a division of dL_dx by the square root of the length of axis 1 of x is missing",
    ),
    "root twice": (
        Softmax(1),
        "dL_dx was divided by the square root of the length of axis 1 of x once too often",
    ),
    "dropout's factor": (Mask(), "the factor 1/(1-p) of what is kept is missing in dL_dx"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    assert_explained(*CASES[name])


@pytest.mark.parametrize(
    ("r", "text"),
    [
        (-1.0, ["dL_dx has the wrong sign"]),
        (1 / 4, ["dL_dx was divided by the batch size"]),
        (4.0, ["a division of dL_dx by the batch size is missing, or its sum was taken for the mean"]),
        (0.5, ["dL_dx was divided by the square root of the batch size once too often"]),
        (-1.0 - 5e-7, ["dL_dx has the wrong sign"]),
        (-1.0 - 5e-6, []),
        (0.4321, []),
        (0.0, []),
    ],
)
def test_a_factor_is_compared_with_the_sizes_of_the_case(r, text):
    said = diagnose(wrong_gradient(r * D, D), Subject(Tanh(), (X,)))
    assert [one for one in said if "wherever it is wrong" not in one] == text


def test_entries_that_differ_by_several_factors_have_none():
    backward = D * np.where(np.arange(D.size).reshape(D.shape) % 2, 0.25, 1)
    assert list(diagnose(wrong_gradient(backward, D), Subject(Tanh(), (X,)))) == []


def test_a_length_that_no_case_changes_is_told_for_what_it_is():
    class Mse:
        def forward(self, prediction, target):
            self.off = prediction - target
            return np.mean(self.off**2)

        def backward(self):
            return 2 * self.off / len(self.off)

    layer, x = Mse(), np.random.default_rng(0).normal(size=(2, 5, 3))
    (found,) = check_layer(layer, (x[0], x[1]), checks=["gradient"]).failures
    assert "was multiplied by 3, which is how long axis 1 of prediction is in every case" in found.message
    (found,) = check_layer(layer, (x[0, :, :2], x[1, :, :2]), checks=["gradient"]).failures
    assert "how long" not in found.message
