"""Large layers: few cases, few calls, and no copy of the parameters that outlives its probe."""

import tracemalloc

import numpy as np

from ethan_check import check_layer
from ethan_check.budget import affordable

WIDTH = 700
X = np.random.default_rng(1).normal(size=(8, WIDTH))


class Linear:
    error = 0.0

    def __init__(self):
        rng = np.random.default_rng(0)
        self.W, self.b = rng.normal(size=(WIDTH, WIDTH)), rng.normal(size=WIDTH)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, g):
        self.dW, self.db = self.x.T @ g, g.sum(axis=0)
        self.dW[300, 200] *= 1 + self.error
        return g @ self.W.T


class OneWrongEntry(Linear):
    error = 1e-3


def test_few_cases_of_a_large_layer_are_enough():
    report = check_layer(Linear(), (X,), checks=("gradient",))
    assert report.verdict == "pass"
    assert 2 <= report.cases <= 5
    assert report.calls["forward"] <= 40
    assert report.calls["backward"] <= 10


def test_one_wrong_entry_of_half_a_million_is_found():
    report = check_layer(OneWrongEntry(), (X,), checks=("gradient",), shrink=False)
    (finding,) = report.failures
    assert (finding.verdict, finding.target) == ("fail", "dL_dW")
    assert finding.evidence["entries"][0]["index"] == [300, 200]


def test_memory_does_not_grow_with_the_probes():
    layer = Linear()
    tracemalloc.start()
    check_layer(layer, (X,), checks=("gradient",))
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert highest < 12 * layer.W.nbytes


def test_what_is_affordable():
    assert affordable(24, 100, is_structural=False) == 24
    assert affordable(3, 10**7, is_structural=True) == 1
    assert affordable(1, 10**7, is_structural=False) == 1
    assert [affordable(24, n, is_structural=False) for n in (10**5, 10**6, 10**8)] == [20, 2, 2]
