"""Shapes: outputs as declared, gradients like their arrays."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure
from ethan_core import Contract


@pytest.mark.parametrize("layer", [Tanh(), Affine(), Fused()], ids=["tanh", "affine", "fused"])
def test_a_right_layer_passes(layer):
    assert asked("shapes", layer).verdict == "pass"


class Transposed(Affine):
    def backward(self, dout):
        dx = super().backward(dout)
        self.db = self.db[None, :]
        return dx


class NoGradient(Tanh):
    def backward(self, dout):
        return None


class Summed(Tanh):
    def backward(self, dout):
        return super().backward(dout).sum(axis=0)


class Text(Tanh):
    def backward(self, dout):
        return "dx"


class Misdeclared(Tanh):
    contract = Contract(shapes="N D -> D N", inputs=("x",))


class Two(Tanh):
    contract = Contract(shapes="N D -> N D, N D", inputs=("x",))


class WrongParameter(Affine):
    contract = Contract(
        shapes="N features -> N width", inputs=("x",), parameters={"W": "width features", "b": "width"}
    )


@pytest.mark.parametrize(
    ("layer", "target", "line"),
    [
        (NoGradient(), "dL_dx", "layer: dL_dx is None, but x (4, 3) is owed a gradient"),
        (Summed(), "dL_dx", "layer: dL_dx has shape (3,), expected (4, 3), the shape of x"),
        (Text(), "dL_dx", "layer: dL_dx is a str, expected an array of shape (4, 3)"),
        (Two(), "Y", "layer: forward returns 1 outputs, but the contract declares 2"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_wrong_shape_is_told(layer, target, line):
    assert failure(asked("shapes", layer, X)) == (target, line)


def test_an_output_that_is_not_as_declared():
    target, line = failure(asked("shapes", Misdeclared(), X))
    assert target == "Y"
    assert line.startswith("layer: Y has shape (4, 3), but the contract says (D N): ")


def test_a_parameter_that_is_not_as_declared():
    target, line = failure(asked("shapes", WrongParameter(), X))
    assert target == "W"
    assert line.startswith("layer: W has shape (3, 2), but the contract says (width features): ")


def test_a_parameter_gradient_must_have_the_shape_of_its_parameter():
    target, line = failure(asked("shapes", Transposed(), X))
    assert target == "dL_db"
    assert line == "layer: dL_db has shape (1, 2), expected (2,), the shape of b"


def test_without_a_contract_the_shape_is_noted():
    layer = Tanh()
    layer.contract = None
    report = asked("shapes", layer, X)
    assert report.verdict == "pass"
    assert report.findings[0].message == "Y has shape (4, 3)"
    assert np.shape(layer.forward(X)) == (4, 3)
