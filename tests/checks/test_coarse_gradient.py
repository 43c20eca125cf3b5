"""A layer that runs in float16 alone is judged, by the questions that float16 resolves."""

import numpy as np
import pytest

from ethan_check import check_layer

X = np.random.default_rng(0).normal(size=(4, 3))


class Scaled:
    """x w, in float16 alone."""

    def __init__(self, factor=1.0):
        self.factor = np.float16(factor)
        self.params = {"w": np.float16([0.5, -1.5, 2.0])}
        self.grads = {}

    def forward(self, x):
        assert x.dtype == self.params["w"].dtype == np.float16
        self.x = x
        return x * self.params["w"]

    def backward(self, g):
        self.grads = {"w": self.factor * (g * self.x).sum(0, dtype=np.float32).astype(np.float16)}
        return g * self.params["w"]


def test_a_right_one_passes_with_an_account_of_every_array():
    report = check_layer(Scaled(), (X,), dtype="float16", frozen=["factor"])
    assert report.verdict == "pass", str(report)
    assert {name: entry.became for name, entry in report.account.items() if name != "factor"} == {
        "X": "judged",
        "w": "judged",
    }
    assert "it resolves more than float16 has" in report.not_applicable["linearity"]


@pytest.mark.parametrize("factor", [0.98, 1.02])
def test_a_factor_is_told(factor):
    report = check_layer(Scaled(factor), (X,), dtype="float16", frozen=["factor"], shrink=False)
    assert report.verdict == "fail"
    assert f"dL_dw adds up to {factor} of what forward changes by" in str(report).replace("799", "8").replace(
        "802", "8"
    )


def test_what_leaps_is_not_accused():
    class Hard(Scaled):
        def forward(self, x):
            self.kept = np.abs(x) > 0.5
            return np.where(self.kept, x, np.float16(0))

        def backward(self, g):
            return g * self.kept

    report = check_layer(Hard(), (X,), dtype="float16", frozen=["factor", "w"], checks=["gradient"])
    assert report.verdict in ("pass", "inconclusive"), str(report)


def test_one_that_moves_nothing_has_no_effect():
    class Constant(Scaled):
        def forward(self, x):
            return np.ones_like(x)

        def backward(self, g):
            return np.zeros_like(g)

    report = check_layer(Constant(), (X,), dtype="float16", frozen=["factor", "w"], checks=["gradient"])
    assert report.account["X"].became == "no effect"
