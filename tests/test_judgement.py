"""Right layers that trip other checkers pass; what is wrong at a special point fails."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import Case, check_layer
from ethan_check.subject.subject import Subject
from ethan_check.verdict.judge import judge
from ethan_core import Contract
from ethan_core.fn import Relu
from ethan_core.net import Dropout


class Plain:
    """An elementwise layer from two functions."""

    def __init__(self, forward, derivative):
        self._forward, self._derivative = forward, derivative

    def forward(self, x):
        self.x = x
        return self._forward(x)

    def backward(self, dout):
        return dout * self._derivative(self.x)


class Norm:
    """The length of each row; 0 is returned at 0, where any vector of length 1 at most is legal."""

    def forward(self, x):
        self.x = x
        return np.sqrt((x * x).sum(axis=-1))

    def backward(self, dout):
        length = np.sqrt((self.x * self.x).sum(axis=-1, keepdims=True))
        return dout[..., None] * np.divide(self.x, length, out=np.zeros_like(self.x), where=length > 0)


class Sort:
    def forward(self, x):
        self.order = np.argsort(x, axis=-1, kind="stable")
        return np.take_along_axis(x, self.order, axis=-1)

    def backward(self, dout):
        dx = np.empty_like(dout)
        np.put_along_axis(dx, self.order, dout, axis=-1)
        return dx


class SortTiesShared(Sort):
    """Equal entries all get the gradient of the first of them: their sum is wrong."""

    def forward(self, x):
        self.x = x
        return super().forward(x)

    def backward(self, dout):
        dx = super().backward(dout)
        for row, values in zip(dx, self.x, strict=True):
            for value in np.unique(values):
                same = values == value
                row[same] = row[same][0]
        return dx


class CumulativeMax:
    def forward(self, x):
        self.x = x
        return np.maximum.accumulate(x, axis=1)

    def backward(self, dout):
        dx = np.zeros_like(dout)
        for n, row in enumerate(self.x):
            holder = 0
            for t, value in enumerate(row):
                holder = t if value > row[holder] else holder
                dx[n, holder] += dout[n, t]
        return dx


class Attention:
    """One query and keys with a bias; the keys' bias changes all scores alike, so its gradient is 0."""

    def __init__(self):
        self.bk = np.array([0.3, -0.2, 0.1])

    def forward(self, q, k):
        self.q, self.k = q, k
        scores = q @ (k + self.bk).T
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.a = e / e.sum(axis=1, keepdims=True)
        return self.a

    def backward(self, dout):
        ds = self.a * (dout - (dout * self.a).sum(axis=1, keepdims=True))
        dk = ds.T @ self.q
        self.dbk = dk.sum(axis=0)
        return ds @ (self.k + self.bk), dk


class Rounded:
    """A pass in a narrower type inside a forward that is float64 outside."""

    def __init__(self, dtype, factor=1):
        self.dtype, self.factor = dtype, factor

    def forward(self, x):
        self.y = np.tanh(x.astype(self.dtype)).astype(np.float64)
        return self.y

    def backward(self, dout):
        return dout * (1 - self.y**2) * self.factor


rng = np.random.default_rng(0)
AT_ZERO = np.array([[0.0, 1.0, -2.0], [0.0, 0.0, 0.0]])
TIES = np.array([[1.0, 1.0, 2.0, 2.0, 2.0], [0.0, 0.0, 0.0, 0.0, 0.0], [3.0, 1.0, 3.0, 1.0, 2.0]])
NORMAL = rng.normal(size=(4, 5))

RIGHT = {
    "abs at 0": (Plain(np.abs, np.sign), (AT_ZERO,)),
    "abs near 0": (Plain(np.abs, np.sign), (1e-9 * NORMAL,)),
    "relu at 0": (Plain(lambda x: np.maximum(x, 0), lambda x: x > 0), (AT_ZERO,)),
    "relu at 0, one": (Plain(lambda x: np.maximum(x, 0), lambda x: x >= 0), (AT_ZERO,)),
    "norm at 0": (Norm(), (AT_ZERO,)),
    "norm near 0": (Norm(), (1e-12 * NORMAL,)),
    "sort with ties": (Sort(), (TIES,)),
    "sort near ties": (Sort(), (TIES + 1e-10 * rng.normal(size=TIES.shape),)),
    "cumulative maximum with ties": (CumulativeMax(), (TIES,)),
    "fast sine": (Plain(lambda x: np.sin(1000 * x), lambda x: 1000 * np.cos(1000 * x)), (NORMAL,)),
    "log near 0": (Plain(np.log, lambda x: 1 / x), (10.0 ** -np.arange(1.0, 13.0),)),
    "log near 1": (Plain(np.log, lambda x: 1 / x), (1 + 1e-5 * NORMAL,)),
    "log near 1, real": (Plain(lambda x: np.log(np.real(x)), lambda x: 1 / x), (1 + 1e-5 * NORMAL,)),
    "root near 0": (Plain(np.sqrt, lambda x: 0.5 / np.sqrt(x)), (10.0 ** -np.arange(1.0, 9.0),)),
    "cube": (Plain(lambda x: x**3, lambda x: 3 * x * x), (AT_ZERO,)),
    "attention's key bias": (Attention(), (rng.normal(size=(2, 3)), rng.normal(size=(4, 3)))),
    "a hidden float32 pass": (Rounded(np.float32), (NORMAL,)),
    "a hidden float16 pass": (Rounded(np.float16), (NORMAL,)),
    "cancellation": (Plain(lambda x: (1e6 + x) - 1e6, lambda x: np.ones_like(x)), (NORMAL,)),
    "saturated": (Plain(np.tanh, lambda x: 1 - np.tanh(x) ** 2), (12 + NORMAL,)),
    "a plateau": (Plain(lambda x: 1 + np.tanh(x), lambda x: 1 / np.cosh(x) ** 2), (18 + NORMAL,)),
    "large and small side by side": (
        Plain(lambda x: x * x, lambda x: 2 * x),
        (10.0 ** np.arange(-8.0, 8.0),),
    ),
    "rounding": (Plain(np.round, lambda x: 0 * x), (NORMAL,)),
    "floor": (Plain(np.floor, lambda x: 0 * x), (NORMAL,)),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", RIGHT)
def test_what_trips_others_passes(name, seed):
    layer, inputs = RIGHT[name]
    report = check_layer(layer, inputs=inputs, checks=["gradient"], seed=seed)
    expected = (
        ("pass", "inconclusive") if name in ("rounding", "an exact formula for an exact step") else ("pass",)
    )
    assert report.verdict in expected, str(report)


@pytest.mark.parametrize("seed", range(3))
def test_dropout_passes(seed):
    assert check_layer(Dropout(0.4), checks=["gradient"], seed=seed).verdict == "pass"


WRONG = {
    "abs at 0": (Plain(np.abs, lambda x: np.where(x == 0, 5, np.sign(x))), (AT_ZERO,)),
    "relu at 0": (Plain(lambda x: np.maximum(x, 0), lambda x: np.where(x == 0, -3, x > 0)), (AT_ZERO,)),
    "sort with ties": (SortTiesShared(), (TIES,)),
    "square near 0": (Plain(lambda x: x * x, lambda x: x), (1e-6 * NORMAL,)),
    "log near 0": (Plain(np.log, lambda x: 1 / (x + 1e-4)), (10.0 ** -np.arange(1.0, 6.0),)),
    "tiny gradients": (Plain(lambda x: 1e-12 * x, lambda x: 2e-12 + 0 * x), (NORMAL,)),
    "twice, through float32": (Rounded(np.float32, 2), (NORMAL,)),
    "minus ten times, through float16": (Rounded(np.float16, -10), (NORMAL,)),
    "a millionth": (Plain(np.tanh, lambda x: (1 - np.tanh(x) ** 2) * (1 + 1e-6)), (NORMAL,)),
    "a fast sine": (Plain(lambda x: np.sin(1000 * x), lambda x: 999 * np.cos(1000 * x)), (NORMAL,)),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_there_fails(name, seed):
    layer, inputs = WRONG[name]
    report = check_layer(layer, inputs=inputs, checks=["gradient"], seed=seed, shrink=False)
    assert report.verdict == "fail"


def judged(layer, x, seed=0):
    return judge(Subject(layer, (x,)), np.random.default_rng(seed))


def test_the_reasons():
    assert judged(Plain(np.tanh, lambda x: 1 - np.tanh(x) ** 2), NORMAL).reason == "agrees"
    assert judged(Plain(np.tanh, lambda x: np.tanh(x)), NORMAL).reason == "disagrees"
    far = Plain(np.abs, lambda x: np.where(x == 0, 5, np.sign(x)))
    found = judged(far, AT_ZERO)
    assert (found.verdict, found.reason) == ("fail", "illegal at a kink")
    assert "backward states" in found.detail


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("frequency", [1e5, 1e7, 1e9, 1e12])
def test_a_layer_that_no_step_resolves_is_inconclusive(frequency, seed):
    layer = Plain(
        lambda x: np.sin(frequency * np.real(x)), lambda x: frequency * np.cos(frequency * np.real(x))
    )
    assert judged(layer, NORMAL, seed).verdict == "inconclusive"


def test_a_call_costs_at_most_22_forwards_whatever_the_size():
    for size in (10, 1000, 100_000):
        for layer in (Relu(), Plain(np.tanh, lambda x: 1 - np.tanh(x) ** 2)):
            subject = Subject(layer, (np.random.default_rng(0).normal(size=(2, size)),))
            before = subject.calls.forward
            assert judge(subject, np.random.default_rng(0)).verdict == "pass"
            assert subject.calls.forward - before <= 22


class Maximum:
    contract = Contract(shapes="N D -> N", inputs=("x",), rows_independent=True)

    def __init__(self, share):
        self.share = share

    def forward(self, x):
        self.x = x
        return x.max(axis=1)

    def backward(self, dout):
        best = self.x == self.x.max(axis=1, keepdims=True)
        if self.share:
            best = best / best.sum(axis=1, keepdims=True)
        return dout[:, None] * best


def test_ties_may_be_shared_but_not_counted_twice():
    inputs = (np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 2.0]]),)
    assert check_layer(cases=Case(Maximum(True), inputs), checks=["gradient"]).verdict == "pass"
    report = check_layer(cases=Case(Maximum(False), inputs), checks=["gradient"])
    assert report.verdict == "fail"
    first = report.failures[0].message.splitlines()[0]
    assert first.startswith("Maximum: dL_dx is ")
