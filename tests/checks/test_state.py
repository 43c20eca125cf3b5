"""State: backward answers for the latest forward of its own object."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure
from ethan_check import check_layer
from ethan_core.net import Dropout


@pytest.mark.parametrize(
    "layer", [Tanh(), Affine(), Fused(), Dropout(0.5)], ids=["tanh", "affine", "fused", "dropout"]
)
def test_a_right_layer_passes(layer):
    assert asked("state", layer).verdict == "pass"


class FirstOnly(Tanh):
    """Keeps the output of its first call for ever."""

    def forward(self, x):
        y = np.tanh(x)
        self.y = self.__dict__.setdefault("first", y)
        return y


class AddsUp(Affine):
    """Adds to its parameter gradients and offers no reset."""

    def backward(self, dout):
        dx = super().backward(dout)
        before = self.__dict__.get("total", (0, 0))
        self.dW, self.db = self.total = self.dW + before[0], self.db + before[1]
        return dx


class AddsUpWithReset(AddsUp):
    def zero_grad(self):
        self.__dict__.pop("total", None)


class UsedUp(Tanh):
    def backward(self, dout):
        dx = super().backward(dout)
        self.y = np.zeros_like(self.y)
        return dx


class InPlace(Tanh):
    """Returns one buffer from every backward."""

    def backward(self, dout):
        dx = super().backward(dout)
        buffer = self.__dict__.setdefault("buffer", np.zeros_like(dx))
        if buffer.shape == dx.shape:
            buffer += dx
            return buffer
        return dx


class Refuses(Tanh):
    """Says aloud that it takes one backward for each forward."""

    def backward(self, dout):
        dx = super().backward(dout)
        del self.y
        return dx


class Shared(Tanh):
    """The cache belongs to the class."""

    y = None

    def forward(self, x):
        Shared.y = np.tanh(x)
        return Shared.y

    def backward(self, dout):
        return dout * (1 - Shared.y**2)


class Evaluates(Tanh):
    """In evaluation it is linear, and remembers having been there."""

    def __init__(self):
        self.training = True

    def forward(self, x):
        if not self.training:
            self.was = True
            return x
        return super().forward(x)

    def backward(self, dout):
        return dout if self.__dict__.get("was") else super().backward(dout)


class HandedOn:
    """Is given its cache and reads another one."""

    def forward(self, x):
        self.x = x
        return x * x, x

    def backward(self, dout, cache):
        return 2 * self.x * dout


@pytest.mark.parametrize(
    ("layer", "target", "after"),
    [
        (FirstOnly(), "dL_dx", "a forward and backward of other values before it"),
        (UsedUp(), "dL_dx", "a first backward of the same forward"),
        (InPlace(), "dL_dx", "a first backward of the same forward"),
        (Shared(), "dL_dx", "a forward of another instance in between"),
        (Evaluates(), "dL_dx", "a forward in the other mode before it"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_history_that_changes_the_answer_is_told(layer, target, after):
    found, line = failure(asked("state", layer, X))
    assert found == target
    assert line.startswith(f"layer: {target} changes by ")
    assert line.endswith(f"% of its size after {after}")


def test_a_cache_that_is_handed_on_must_be_the_one_that_is_read():
    target, line = failure(asked("state", HandedOn(), X))
    assert target == "dL_dX"
    assert line.endswith("after a later forward, although it was given the cache of its own")


@pytest.mark.parametrize("layer", [Refuses(), AddsUpWithReset()], ids=["refuses", "reset"])
def test_what_is_said_aloud_is_no_mistake(layer):
    assert asked("state", layer, X).verdict == "pass"


class FewChannels:
    """Drops whole channels, of which there are so few that two draws are often alike."""

    def __init__(self):
        self.rng = np.random.default_rng(0)

    def forward(self, x):
        self.mask = (self.rng.random((len(x), 1)) < 0.9) / 0.9
        return x * self.mask

    def backward(self, g):
        return g * self.mask


class Statistics:
    """Training moves the statistics that evaluation uses."""

    def __init__(self):
        self.mean, self.training = np.zeros(3), False

    def forward(self, x):
        if self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.mean(axis=0)
        self.x = x
        return (x - self.mean) ** 2

    def backward(self, g):
        return 2 * (self.x - self.mean) * g


class ModeOfTheFirst(Statistics):
    """Backward answers for the mode in which the layer ran first."""

    def forward(self, x):
        self.first = getattr(self, "first", self.training)
        self.x = x
        return x**2

    def backward(self, g):
        return 2 * self.x * g * (2 if self.first else 1)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("layer", [FewChannels, Statistics])
def test_what_forward_rightly_does_otherwise_later_is_not_held_against_backward(layer, seed):
    x = np.random.default_rng(seed).normal(size=(2, 3))
    report = check_layer(layer(), inputs=(x,), checks=("state",), seed=seed)
    assert report.verdict == "pass", str(report)


def test_a_mode_that_backward_remembers_is_still_seen():
    report = check_layer(ModeOfTheFirst(), inputs=(np.ones((2, 3)),), checks=("state",))
    assert "after a forward in the other mode" in str(report)


class StaleMask(FewChannels):
    """Backward uses the mask of the first forward of that shape."""

    def __init__(self):
        super().__init__()
        self.first = None

    def forward(self, x):
        out = super().forward(x)
        if self.first is None or self.first.shape != self.mask.shape:
            self.first = self.mask
        return out

    def backward(self, g):
        return g * self.first


def test_a_layer_that_draws_is_compared_with_its_generator_put_back():
    x = np.random.default_rng(0).normal(size=(40, 3))
    right, wrong = (check_layer(cls(), (x,), checks=("state",)) for cls in (FewChannels, StaleMask))
    assert right.verdict == "pass", str(right)
    assert "after a forward and backward of other values" in str(wrong)


class Drifts(Tanh):
    """Each backward answers a little more than the one before."""

    def __init__(self, share):
        self.share, self.calls = share, 0

    def backward(self, dout):
        self.calls += 1
        return super().backward(dout) * (1 + self.share * self.calls)


@pytest.mark.parametrize(("share", "verdict"), [(5e-10, "pass"), (5e-9, "fail")])
def test_the_same_operations_give_the_same_answer(share, verdict):
    x = np.full((2, 3), 0.5)
    assert check_layer(Drifts(share), inputs=(x,), checks=("state",)).verdict == verdict


def test_what_adds_up_is_told_once_with_the_line_that_mends_it():
    target, line = failure(asked("state", AddsUp(), X))
    assert target == "dL_dW"
    assert line.startswith("layer: dL_dW, dL_db add up over calls, and no method sets that to 0")
    (found,) = check_layer(AddsUp(), (X,), checks=("state",)).failures
    assert found.message.endswith("  assign it in backward, or give the layer a zero_grad()")
