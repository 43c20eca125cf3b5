"""Statistics: the declared share is dropped, the expectation is kept, and every forward draws anew."""

from __future__ import annotations

import re

import numpy as np
import pytest

from checks.judging import Tanh, asked, failure, reason
from ethan_core import Contract
from ethan_core.net import Dropout


class Drops:
    """Inverted dropout, written out."""

    contract = Contract(shapes="N D -> N D", inputs=("x",), random=True)

    def __init__(self, p=0.3):
        self.p = p
        self.generator = np.random.default_rng(0)

    def draw(self, shape):
        return self.generator.random(shape) >= self.p

    def scale(self):
        return 1 / (1 - self.p)

    def forward(self, x):
        self.mask = self.draw(x.shape) * self.scale()
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


class KeepsTheShare(Drops):
    """Keeps p where it should drop p."""

    def draw(self, shape):
        return self.generator.random(shape) < self.p


class Unscaled(Drops):
    def scale(self):
        return 1.0


class SlightlyOff(Drops):
    def draw(self, shape):
        return self.generator.random(shape) >= self.p + 0.03


class Frozen(Drops):
    def draw(self, shape):
        return np.random.default_rng(1).random(shape) >= self.p


class Global(Drops):
    def draw(self, shape):
        return np.random.random(shape) >= self.p


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "layer", [Drops(), Drops(0.9), Dropout(0.5), Global()], ids=["half", "most", "reference", "global"]
)
def test_a_right_layer_passes(layer, seed):
    report = asked("statistics", layer, seed=seed)
    assert report.verdict == "pass"


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        (KeepsTheShare(), r"layer: forward drops 0.7\d\d of the entries, but 0.3 is declared"),
        (SlightlyOff(), r"layer: forward drops 0.3\d\d of the entries, but 0.3 is declared"),
        (
            Unscaled(),
            r"layer: forward does not keep the expectation: 1 becomes 0\.(69|70)\d; "
            r"what is kept must be scaled by 1/\(1-p\) = 1.43",
        ),
        (Frozen(), "layer: two forwards drop the same entries"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_wrong_statistics_are_told(layer, line):
    target, first = failure(asked("statistics", layer))
    assert target == "Y"
    assert re.fullmatch(line, first), first


def test_the_deviation_that_is_allowed_makes_a_false_alarm_rarer_than_one_in_a_billion():
    share = asked("statistics", Drops()).findings[0]
    allowed = share.evidence["allowed_deviation"]
    n = 40_000
    assert 2 * 2 * np.exp(-2 * n * allowed**2) < 1e-9
    assert allowed < 0.02


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        (Tanh(), "no contract declares a random layer with a rate p"),
        (Dropout(0.5, training=False), "no contract declares a random layer with a rate p"),
        (Drops(0.0), "nothing is dropped at rate 0"),
    ],
    ids=["tanh", "evaluation", "rate 0"],
)
def test_what_it_does_not_apply_to(layer, why):
    assert reason(asked("statistics", layer)) == why


def test_a_right_layer_is_accused_once_in_ten_billion_times():
    """The deviation that is allowed is the one that Hoeffding's inequality gives for that."""
    report = asked("statistics", Drops(), np.ones((4, 5)))
    found = next(finding for finding in report.findings if "dropped" in finding.evidence)
    deviation, entries = found.evidence["allowed_deviation"], 40_000
    assert 2 * np.exp(-2 * entries * deviation**2) == pytest.approx(1e-10, rel=1e-6)
