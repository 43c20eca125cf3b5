"""A loss that takes the prediction for the target."""

from __future__ import annotations

import pytest

from diagnosis.broken_layers import SwappedMSE, assert_explained, explanations
from ethan_core.fn import MSE

CASES = {
    "swapped arguments": (SwappedMSE(), "prediction and target are swapped in the gradient"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named(name):
    assert_explained(*CASES[name])


class Doubled(MSE):
    def _gradient(self, prediction, target):
        return 4 * (prediction - target)


def test_a_wrong_factor_is_not():
    assert "prediction and target are swapped in the gradient" not in explanations(Doubled())


class NearlySwapped(MSE):
    def __init__(self, share):
        super().__init__()
        self.share = share

    def _gradient(self, prediction, target):
        return 2 * (target - prediction) * (1 + self.share)


@pytest.mark.parametrize(("share", "is_told"), [(5e-7, True), (5e-6, False)])
def test_exchanged_the_gradient_must_be_the_derivative(share, is_told):
    said = explanations(NearlySwapped(share))
    assert ("prediction and target are swapped in the gradient" in said) is is_told
