"""Dtype: float32 stays float32 and is accurate; float64 is not secretly less."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure
from ethan_check import check_layer
from ethan_core import Contract


@pytest.mark.parametrize("layer", [Tanh(), Affine(), Fused()], ids=["tanh", "affine", "fused"])
def test_a_right_layer_passes(layer):
    report = asked("dtype", layer)
    assert report.verdict == "pass"
    (digits,) = [f.evidence["digits"] for f in report.findings if "digits" in f.evidence]
    assert digits > 14


class WideOutput(Tanh):
    def forward(self, x):
        return super().forward(x.astype(np.float64))


class WideGradient(Tanh):
    def backward(self, dout):
        return super().backward(dout).astype(np.float64)


class NarrowGradient(Tanh):
    def backward(self, dout):
        return super().backward(dout).astype(np.float32)


class Rough(Tanh):
    """Fine in float64, and rounded to float16 on the way in float32."""

    def backward(self, dout):
        narrow = np.float16 if dout.dtype == np.float32 else np.float64
        return super().backward(dout).astype(narrow).astype(dout.dtype)


class Refuses(Tanh):
    def forward(self, x):
        if x.dtype != np.float64:
            raise TypeError("float64 only")
        return super().forward(x)


class HiddenSingle(Tanh):
    """A float32 pass inside forward: right, and of seven digits."""

    def forward(self, x):
        self.y = np.tanh(x.astype(np.float32)).astype(x.dtype)
        return self.y


@pytest.mark.parametrize(
    ("layer", "target", "line"),
    [
        (WideOutput(), "Y", "layer: Y is float64 where all arrays are float32"),
        (WideGradient(), "dL_dx", "layer: dL_dx is float64 where all arrays are float32"),
        (NarrowGradient(), "dL_dx", "layer: dL_dx is float32 where all arrays are float64"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_another_dtype_is_told(layer, target, line):
    assert failure(asked("dtype", layer, X)) == (target, line)


def test_a_float32_gradient_that_is_rougher_than_float32():
    target, line = failure(asked("dtype", Rough(), X))
    assert target == "dL_dx"
    assert line.startswith("layer: dL_dx in float32 differs from dL_dx in float64 by ")
    assert "but float32 allows" in line


def test_a_layer_that_takes_no_float32():
    target, line = failure(asked("dtype", Refuses(), X))
    assert target == ""
    assert line.startswith("layer: forward raised TypeError: float64 only (")
    assert line.endswith("), for float32 arrays")


@pytest.mark.parametrize("kind", [WideOutput, WideGradient, Refuses])
def test_what_is_declared_otherwise_is_no_mistake(kind):
    layer = kind()
    layer.contract = Contract(shapes="N D -> N D", inputs=("x",), keeps_dtype=False)
    assert asked("dtype", layer).verdict == "pass"


@pytest.mark.parametrize("kind", [WideOutput, Refuses])
def test_what_nobody_promised_is_no_mistake(kind):
    layer = kind()
    layer.contract = None
    assert asked("dtype", layer, X).verdict == "pass"


class WideBias(Tanh):
    def forward(self, x, b):
        return super().forward(x) + b

    def backward(self, dout):
        return super().backward(dout), dout.sum(axis=0, dtype=np.float64)


class ComputedWide(Tanh):
    def backward(self, dout):
        return super().backward(dout.astype(np.float64))


class WideRoom(Tanh):
    """The gradient is computed in float32, and handed out in a wider array."""

    def backward(self, dout):
        room = np.zeros(dout.shape)
        room[...] = super().backward(dout)
        return room


@pytest.mark.parametrize(
    ("layer", "inputs", "target"),
    [
        (ComputedWide(), (X,), "dL_dX"),
        (WideBias(), (X, X[0]), "dL_dX1"),
        (WideGradient(), (X,), None),
        (WideRoom(), (X,), None),
    ],
    ids=["input", "parameter", "cast afterwards", "room alone"],
)
def test_a_gradient_that_leaves_float32_is_told_whatever_the_cases_come_from(layer, inputs, target):
    layer.contract = None
    report = check_layer(layer, inputs, checks=("dtype",))
    assert {finding.target for finding in report.failures} == ({target} if target else set()), str(report)


def test_a_hidden_float32_is_named():
    report = asked("dtype", HiddenSingle(), X)
    assert report.verdict == "pass"
    (found,) = [finding for finding in report.findings if "digits" in finding.evidence]
    assert 6 < found.evidence["digits"] < 9
    assert found.message.startswith("forward keeps only ")
    assert found.message.endswith(" digits of float64: something inside it is float32")


def test_a_hidden_float32_is_no_wrong_gradient():
    assert asked("gradient", HiddenSingle(), X, seed=1).verdict == "pass"


def test_where_nobody_promised_anything_the_message_says_what_to_declare():
    layer = ComputedWide()
    layer.contract = None
    (finding,) = check_layer(layer, (X,), checks=("dtype",)).failures
    assert finding.message.endswith("\n  if that is meant, declare so: contract=Contract(keeps_dtype=False)")
    free = Contract(keeps_dtype=False)
    assert check_layer(layer, (X,), checks=("dtype",), contract=free).verdict == "pass"


class PartlySingle(HiddenSingle):
    """Float32 on its way; afterwards all but the first of three columns are rounded to float64 once more."""

    def forward(self, x):
        self.y = super().forward(x)
        self.y[:, 1:] *= 1.1
        return self.y

    def backward(self, dout):
        factors = np.where(np.arange(dout.shape[1]) > 0, 1.1, 1.0).astype(dout.dtype)
        return dout * (factors - self.y**2 / factors)


def test_a_few_float32_numbers_are_no_float32_forward():
    report = asked("dtype", PartlySingle(), X)
    (found,) = [finding for finding in report.findings if "digits" in finding.evidence]
    assert found.evidence["digits"] < 9
    assert "float32" not in found.message


class OffInSingle(Tanh):
    """Right in float64, and some units in the last place off in float32."""

    def __init__(self, units):
        self.units = units

    def backward(self, dout):
        dx = super().backward(dout)
        return (
            dx * (1 + dx.dtype.type(self.units * np.finfo(np.float32).eps)) if dx.dtype == np.float32 else dx
        )


@pytest.mark.parametrize(("units", "verdict"), [(60, "pass"), (600, "fail")])
def test_a_float32_backward_may_lose_some_hundred_roundings(units, verdict):
    assert asked("dtype", OffInSingle(units), X).verdict == verdict


class NormOfItsDtype:
    """x / sqrt(mean(x^2) + epsilon) with the epsilon of x's own dtype: another function in each."""

    def forward(self, x):
        self.x = x
        self.r = 1 / np.sqrt((x * x).mean(axis=1, keepdims=True) + np.finfo(x.dtype).eps)
        return x * self.r

    def backward(self, g):
        inner = (g * self.x).mean(axis=1, keepdims=True)
        return g * self.r - self.x * self.r**3 * inner


def test_a_function_that_is_another_one_in_float32_is_not_held_to_float64():
    asked_about = asked("dtype", NormOfItsDtype(), 1e-3 * X)
    assert asked_about.verdict == "pass", str(asked_about)
    assert any("another function" in finding.message for finding in asked_about.findings)


class MeanOfPowers:
    """(mean x^p)^(1/p) of numbers that are clamped to the same: its slope in p is 0, of terms that cancel."""

    def __init__(self):
        self.p, self.grad_p = np.full(1, 2.45784378), np.zeros(1)

    def forward(self, x):
        self.x = np.maximum(x, 0.03)
        self.clamped = x < 0.03
        self.m = (self.x**self.p).mean(axis=1, keepdims=True)
        self.y = self.m ** (1 / self.p)
        return self.y[:, 0]

    def backward(self, g):
        g = g[:, None]
        powers = self.x**self.p
        dlog = (powers * np.log(self.x)).mean(axis=1, keepdims=True) / self.m / self.p
        self.grad_p = (g * self.y * (dlog - np.log(self.m) / self.p**2)).sum(axis=0)
        dx = g * self.y / self.m * self.x ** (self.p - 1) / self.x.shape[1]
        return np.where(self.clamped, 0, dx)


@pytest.mark.parametrize("columns", [2, 3, 5])
def test_where_every_gradient_is_0_float32_may_leave_what_cancels(columns):
    report = check_layer(MeanOfPowers(), (np.full((2, columns), -0.4),), checks=["dtype"])
    assert report.verdict != "fail", str(report)


class Largest:
    """The largest entry; its gradient is shared among ties, whose number numpy counts in int64."""

    def __init__(self, axis=None):
        self.axis = axis

    def forward(self, x):
        self.x, self.y = x, x.max(axis=self.axis, keepdims=True)
        return self.y.squeeze(self.axis)

    def backward(self, g):
        tied = self.x == self.y
        shared = tied / tied.sum(axis=self.axis, keepdims=True)
        return (g if self.axis is None else np.expand_dims(g, self.axis)) * shared


class LargestInSingle(Largest):
    def backward(self, g):
        return super().backward(g).astype(self.x.dtype).astype(np.float64)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_ties_that_are_counted_in_float64_are_told_whatever_the_seed(axis, seed):
    report = check_layer(Largest(axis), X[:3], checks=("dtype",), seed=seed, shrink=False)
    assert report.verdict == "fail"


def test_a_wider_array_that_holds_float32_at_ties_too_is_room_alone():
    report = check_layer(LargestInSingle(), X[:3], checks=("dtype",))
    assert report.verdict == "pass", str(report)


def test_a_layer_that_refuses_ties_is_left_alone_there():
    class Refuses(WideRoom):
        contract = None

        def forward(self, x):
            if np.ptp(x) == 0:
                raise ValueError("all the same")
            return super().forward(x)

    assert check_layer(Refuses(), X, checks=("dtype",)).verdict == "pass"
