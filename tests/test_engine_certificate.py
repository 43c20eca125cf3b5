"""The certificate is true: twice that error, in the entry that is seen worst, is caught."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Tanh

from ethan_check import check_layer


class OffTanh(Tanh):
    """Off by a share of the largest entry, in one entry."""

    size, place = 0.0, 0

    def backward(self, dout):
        dx = super().backward(dout)
        dx.flat[self.place % dx.size] += self.size * np.abs(dx).max()
        return dx


class OffReal(OffTanh):
    """The same without the complex step."""

    def forward(self, x):
        self.y = np.tanh(np.real(x))
        return self.y


class OffAffine(Affine):
    size, place = 0.0, 0

    def backward(self, dout):
        dx = super().backward(dout)
        self.dW.flat[self.place] += self.size * np.abs(self.dW).max()
        return dx


def planted(cls, size, place):
    layer = cls()
    layer.size, layer.place = size, place
    return layer


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    ("cls", "target"), [(OffTanh, "dL_dx"), (OffReal, "dL_dx"), (OffAffine, "dL_dW")], ids=lambda v: str(v)
)
def test_twice_the_certificate_is_caught_in_every_entry(cls, target, seed):
    report = check_layer(cls(), checks=["gradient"], seed=seed)
    assert report.verdict == "pass"
    certificate = report.certificate[target]
    assert 1e-15 < certificate < 1e-11
    for place in range(6):
        layer = planted(cls, 2 * certificate, place)
        assert check_layer(layer, checks=["gradient"], seed=seed, shrink=False).verdict == "fail", place
        layer = planted(cls, 0.01 * certificate, place)
        assert check_layer(layer, checks=["gradient"], seed=seed, shrink=False).verdict == "pass", place


def test_only_the_gradient_check_certifies():
    assert check_layer(Tanh(), checks=["shapes", "state"]).certificate == {}
