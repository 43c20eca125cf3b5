"""Large layers: few cases, few calls, and no copy of the parameters that outlives its probe."""

import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from ethan_check import check_layer
from ethan_check.subject.size_limits import max_cases

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from large_layer import parameters, with_one_wrong_entry
from large_layers import LARGE_LAYERS, Linear

WIDTH = 700
X = np.random.default_rng(1).normal(size=(8, WIDTH))


class Half:
    """Half a million parameters."""

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


class OneWrongEntry(Half):
    error = 1e-3


class OneThatIsNoNumber(Half):
    error = np.nan


class BorrowsItsWeight(Half):
    """Writes into its weight, and puts it back."""

    def forward(self, x):
        self.W *= 2.0
        y = super().forward(x) - x @ self.W / 2
        self.W *= 0.5
        return y


class HalvesItsWeight(Half):
    """Forward halves its weight for good, so that backward is another layer's."""

    def forward(self, x):
        y = super().forward(x)
        self.W *= 0.5
        return y


class KeepsItsOldInput(Half):
    """Backward answers for the first forward of its object."""

    def forward(self, x):
        self.first = getattr(self, "first", x)
        y = super().forward(x)
        self.x = self.first
        return y


class UpdatesItself:
    """A backward that makes the update."""

    def __init__(self):
        self.W = np.random.default_rng(0).normal(size=(WIDTH, WIDTH))

    def forward(self, X):
        return X @ self.W

    def backward(self, X, dL_dY, lr):
        dL_dX = dL_dY @ self.W.T
        self.W -= lr * X.T @ dL_dY / len(X)
        return dL_dX


class HandsOutItsWeight:
    """The output is a view of the parameter."""

    def __init__(self):
        self.W = np.random.default_rng(0).normal(size=(WIDTH, WIDTH))

    def forward(self, x):
        self.x = x
        return self.W[: len(x)]

    def backward(self, g):
        self.dW = np.zeros_like(self.W)
        self.dW[: len(g)] = g
        return np.zeros_like(self.x)


def test_few_cases_of_a_large_layer_are_enough():
    report = check_layer(Half(), (X,), checks=("gradient",))
    assert report.verdict == "pass"
    assert 2 <= report.cases <= 5
    assert report.calls["forward"] <= 40
    assert report.calls["backward"] <= 10


def test_one_wrong_entry_of_half_a_million_is_found():
    report = check_layer(OneWrongEntry(), (X,), checks=("gradient",), shrink=False)
    (finding,) = report.failures
    assert (finding.verdict, finding.target) == ("fail", "dL_dW")
    assert finding.evidence["entries"][0]["index"] == [300, 200]
    assert report.calls["forward"] <= 150


def test_one_entry_that_is_no_number_is_found():
    report = check_layer(OneThatIsNoNumber(), (X,), checks=("gradient",), shrink=False)
    assert report.verdict == "fail"
    assert [entry["index"] for entry in report.failures[0].evidence["entries"]] == [[300, 200]]


@pytest.mark.parametrize("cls", LARGE_LAYERS, ids=lambda cls: cls.__name__)
def test_a_million_parameters_are_judged_with_few_calls_and_few_copies(cls):
    layer, x = cls(), np.random.default_rng(1).normal(size=cls.example)
    arrays = parameters(layer)
    assert sum(array.size for array in arrays) > 980_000
    tracemalloc.start()
    report = check_layer(layer, (x,))
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.verdict == "pass"
    assert report.calls["forward"] <= 98
    assert report.calls["backward"] <= 40
    assert highest < 9 * sum(array.nbytes for array in arrays)


def test_one_wrong_entry_of_a_million_is_named():
    wrong, target, index = with_one_wrong_entry(Linear)
    x = np.random.default_rng(1).normal(size=(8, 1000))
    report = check_layer(wrong(), (x,), checks=("gradient",), shrink=False)
    (finding,) = report.failures
    assert finding.target == target
    assert [entry["index"] for entry in finding.evidence["entries"]] == [list(index)]
    assert report.calls["forward"] <= 150


def test_memory_does_not_grow_with_the_probes():
    layer = Half()
    tracemalloc.start()
    check_layer(layer, (X,), checks=("gradient",))
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert highest < 8 * layer.W.nbytes


def test_questions_of_structure_are_still_asked():
    report = check_layer(Half(), (np.tile(X, (4, 1)),))
    structural = {finding.check for finding in report.findings if finding.verdict == "pass"}
    assert {"determinism", "layout", "linearity", "purity", "shapes", "stability", "state"} <= structural


def test_a_write_into_a_large_weight_is_seen_and_reaches_no_other_call():
    assert check_layer(BorrowsItsWeight(), (X,), shrink=False).verdict == "pass"
    report = check_layer(HalvesItsWeight(), (X,), checks=("gradient",), shrink=False)
    worst = report.failures[0].evidence["entries"][0]
    assert worst["backward"] == pytest.approx(worst["derivative"] / 2, rel=1e-9)


def test_a_stale_cache_of_a_large_layer_is_seen_and_told_of_the_whole_case():
    report = check_layer(KeepsItsOldInput(), (X,), checks=("state",), shrink=False)
    assert report.verdict == "fail"
    assert report.failures[0].case == f"inputs (8, {WIDTH})"


def test_a_weight_that_is_handed_out_is_not_overwritten_by_the_next_step():
    report = check_layer(HandsOutItsWeight(), (X,), checks=("gradient",))
    assert report.verdict == "pass"
    assert report.certificate["dL_dW"] < 1e-6


def test_a_large_update_is_right_up_to_rounding():
    report = check_layer(UpdatesItself(), (np.random.default_rng(2).normal(size=(32, WIDTH)),))
    assert report.verdict == "pass"


def test_what_is_affordable():
    assert max_cases(24, 100, is_structural=False) == 24
    assert max_cases(3, 10**7, is_structural=True) == 1
    assert max_cases(1, 10**7, is_structural=False) == 1
    assert [max_cases(24, n, is_structural=False) for n in (10**5, 10**6, 10**8)] == [20, 2, 2]
