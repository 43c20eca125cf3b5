"""Determinism: the same state gives the same answer, and randomness is held by the layer."""

from __future__ import annotations

import random

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure
from ethan_core import Contract
from ethan_core.net import Dropout

RANDOM = Contract(shapes="N D -> N D", inputs=("x",), random=True)
SETTLED = Contract(shapes="N D -> N D", inputs=("x",), random=False)


@pytest.mark.parametrize(
    "layer", [Tanh(), Affine(), Fused(), Dropout(0.5)], ids=["tanh", "affine", "fused", "dropout"]
)
def test_a_right_layer_passes(layer):
    assert asked("determinism", layer).verdict == "pass"


class OwnEntropy(Tanh):
    """A generator of its own for every call, which nobody can repeat."""

    contract = RANDOM

    def forward(self, x):
        self.y = np.tanh(x)
        self.mask = np.random.default_rng().random(x.shape)
        return self.y * self.mask

    def backward(self, dout):
        return dout * self.mask * (1 - self.y**2)


class NoisyBackward(Tanh):
    def backward(self, dout):
        return super().backward(dout) * (1 + 1e-9 * np.random.default_rng().random(dout.shape))


class Global(Tanh):
    contract = RANDOM

    def forward(self, x):
        self.mask = np.random.rand(*x.shape)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


class GlobalPython(Global):
    def forward(self, x):
        self.mask = random.random()
        return x * self.mask


class Held(Global):
    def __init__(self):
        self.generator = np.random.default_rng(0)

    def forward(self, x):
        self.mask = self.generator.random(x.shape)
        return x * self.mask


HELD = "hold a numpy.random.Generator in an attribute"


@pytest.mark.parametrize(
    ("layer", "target", "calls"),
    [(OwnEntropy(), "Y", "two forwards"), (NoisyBackward(), "dL_dx", "two backwards")],
    ids=lambda value: type(value).__name__,
)
def test_entropy_that_nobody_can_repeat(layer, target, calls):
    found, line = failure(asked("determinism", layer, X))
    assert found == target
    assert line == (
        f"layer: {target} differs between {calls} of identical copies: it draws from a generator that is "
        f"neither held by the layer nor global, or it reads past its buffer; {HELD}"
    )


@pytest.mark.parametrize("layer", [Global(), GlobalPython()], ids=["numpy", "python"])
def test_a_global_generator_is_told_where_randomness_is_declared(layer):
    target, line = failure(asked("determinism", layer, X))
    assert target == "Y"
    assert line == (
        "layer: forward draws from a global generator, so others change its numbers and it changes "
        f"theirs; {HELD}"
    )


def test_without_a_contract_it_is_frozen_and_said_so():
    layer = Global()
    layer.contract = None
    report = asked("determinism", layer, X)
    assert report.verdict == "pass"
    (finding,) = report.findings
    assert finding.message.endswith(
        "; forward draws from a global generator, which is frozen for every check"
    )
    assert finding.evidence["draws_from_global_generator"] is True
    assert asked("gradient", layer, X).verdict == "pass"


def test_a_held_generator_must_be_declared():
    layer = Held()
    assert asked("determinism", layer, X).verdict == "pass"
    layer.contract = SETTLED
    target, line = failure(asked("determinism", layer, X))
    assert target == "Y"
    assert line == (
        "layer: two forwards of one object differ, but its contract does not say that it is random"
    )
