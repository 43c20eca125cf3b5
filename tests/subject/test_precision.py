"""Layers that do not mix precisions, and parameters that are not trained."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_core.errors import ArgumentError

X = np.random.default_rng(0).normal(size=(4, 3))


class Single:
    """Its weights are float32, and it does not mix precisions."""

    def __init__(self):
        self.W = np.array([[0.5, -1.0], [1.5, 0.25], [2.0, 1.0]], np.float32)
        self.state = np.ones(2, np.float32)
        self.dW = self.dstate = None

    def forward(self, x):
        if x.dtype != self.W.dtype:
            raise ValueError("mismatching dtypes")
        self.x = x
        return x @ self.W + self.state

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_layer_that_does_not_mix_precisions_is_run_in_one(dtype):
    assert check_layer(Single(), (X,), checks=("gradient",)).verdict == "error"
    report = check_layer(Single(), (X,), dtype=dtype, frozen=("state",), certificate=0.01)
    assert report.verdict == "pass", str(report)
    assert ("dtype" in report.not_applicable) == (dtype == "float32")
    assert report.certificate["dL_dW"] < (1e-9 if dtype == "float64" else 1e-1)


def test_what_is_frozen_is_owed_no_gradient():
    assert "dL_dstate is None" in str(check_layer(Single(), (X,), dtype="float64", checks=("gradient",)))
    with pytest.raises(
        ArgumentError, match=r"frozen names 'stat', and Single holds no such array; did you mean state"
    ):
        Subject(Single(), (X,), dtype="float64", frozen=("stat",))
