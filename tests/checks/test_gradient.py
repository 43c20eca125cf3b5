"""Gradient: right layers pass, wrong entries are shown, and what cannot be judged is said so."""

from __future__ import annotations

import numpy as np
import pytest

from checks.judging import Affine, Fused, Tanh, X, asked, failure
from ethan_check import Subject
from ethan_check.checks.gradient import Gradient
from ethan_check.numerics.path_integral import PathRatio
from ethan_core import Contract
from ethan_core.contract import Integers, Kink


@pytest.mark.parametrize("layer", [Tanh(), Affine(), Fused()], ids=["tanh", "affine", "fused"])
def test_a_right_layer_passes_with_a_certificate(layer):
    report = asked("gradient", layer)
    assert report.verdict == "pass"
    assert {finding.target for finding in report.findings} == set(report.certificate)
    assert all(0 < smallest < 1e-6 for smallest in report.certificate.values())


class Half(Tanh):
    def backward(self, dout):
        return super().backward(dout) / 2


class LastRow(Affine):
    def backward(self, dout):
        dx = super().backward(dout)
        dx[-1, -1] *= 1.001
        return dx


class SumOfBias(Affine):
    def backward(self, dout):
        dx = super().backward(dout)
        self.db = np.zeros(self.width)
        return dx


class NotFinite(Tanh):
    def backward(self, dout):
        return super().backward(dout) * np.where(np.arange(dout.shape[1]) == 0, np.nan, 1)


@pytest.mark.parametrize(
    ("layer", "target", "line"),
    [
        (Half(), "dL_dx", "layer: dL_dx is 1/2 of the derivative, in every entry (batch size 4)"),
        (LastRow(), "dL_dx", "layer: dL_dx differs from the derivative in 1 of 12 entries, by up to 0.0999%"),
        (SumOfBias(), "dL_db", "layer: dL_db is zero, but the output depends on b"),
        (
            NotFinite(),
            "dL_dx",
            "layer: dL_dx is NaN in 4 of 12 entries, but the derivative is finite",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_wrong_gradient_is_told(layer, target, line):
    assert failure(asked("gradient", layer, X)) == (target, line)


def test_only_what_is_wrong_is_accused():
    report = asked("gradient", SumOfBias(), X)
    assert [finding.target for finding in report.failures] == ["dL_db"]


def test_the_evidence_is_plain_and_names_the_worst_entries():
    (finding,) = asked("gradient", LastRow(), X).failures
    evidence = finding.evidence
    assert (evidence["wrong_entries"], evidence["all_entries"]) == (1, 12)
    (entry,) = evidence["entries"]
    assert entry["index"] == [3, 2]
    assert entry["backward"] == pytest.approx(1.001 * entry["derivative"])
    assert 0 < entry["error_bar"] < 1e-9


def test_no_array_is_owed_a_gradient():
    class Lookup:
        contract = Contract(shapes="N -> N", inputs=("ids",), integers={"ids": Integers(4)})

        def forward(self, ids):
            return np.arange(4.0)[ids]

        def backward(self, dout):
            return None

    line = "layer: no array is owed a gradient: nothing can be verified"
    assert failure(asked("gradient", Lookup())) == ("", line)


def test_a_layer_that_shows_nothing_is_inconclusive():
    class Stuck:
        def forward(self, x):
            return np.zeros_like(x)

        def backward(self, dout):
            return np.zeros_like(dout)

    report = asked("gradient", Stuck(), X)
    assert report.verdict == "inconclusive"
    assert report.findings[0].message == (
        "layer: no output depends on any array here and all gradients are 0: nothing can be verified\n"
        "  give inputs that the output follows"
    )


class Relu:
    contract = Contract(shapes="*axes -> *axes", inputs=("x",), kinks=(Kink(0.0, 0.0),))

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout):
        return np.where(self.x > 0, dout, 0)


class ReluOne(Relu):
    def backward(self, dout):
        return np.where(self.x >= 0, dout, 0)


class ReluThree(Relu):
    contract = Contract(shapes="*axes -> *axes", inputs=("x",))

    def backward(self, dout):
        return np.where(self.x == 0, 3 * dout, np.where(self.x > 0, dout, 0))


def test_a_documented_kink_is_held():
    assert asked("gradient", Relu()).verdict == "pass"
    line = "layer: dL_dx: the derivative at x = 0 is 1, but 0 is documented"
    assert failure(asked("gradient", ReluOne())) == ("dL_dx", line)


def test_where_nothing_is_documented_any_value_between_the_slopes_is_legal():
    layer = ReluOne()
    layer.contract = Contract(shapes="*axes -> *axes", inputs=("x",))
    assert asked("gradient", layer).verdict == "pass"


def test_a_value_outside_of_the_slopes_is_not():
    target, line = failure(asked("gradient", ReluThree()))
    assert target == "dL_dx"
    assert line == "layer: dL_dx is outside the interval between the one-sided derivatives of a kink"


class Largest:
    contract = Contract(shapes="N D -> N", inputs=("x",), ties="first", rows_independent=True)

    def forward(self, x):
        self.x = x
        return x.max(axis=1)

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        dx[np.arange(len(dx)), self.x.argmax(axis=1)] = dout
        return dx


class LargestLast(Largest):
    def backward(self, dout):
        dx = np.zeros_like(self.x)
        last = self.x.shape[1] - 1 - self.x[:, ::-1].argmax(axis=1)
        dx[np.arange(len(dx)), last] = dout
        return dx


class LargestAll(Largest):
    def backward(self, dout):
        return np.where(self.x == self.x.max(axis=1, keepdims=True), dout[:, None], 0)


def test_a_documented_tie_is_held():
    assert asked("gradient", Largest()).verdict == "pass"
    target, line = failure(asked("gradient", LargestLast()))
    assert target == "dL_dx"
    assert line.startswith("layer: dL_dx: a tie does not go to the first: the gradient at x[")


def test_a_tie_may_be_split_where_nothing_is_documented_but_not_counted_twice():
    free = Contract(shapes="N D -> N", inputs=("x",), rows_independent=True)
    last, every = LargestLast(), LargestAll()
    last.contract = every.contract = free
    assert asked("gradient", last).verdict == "pass"
    assert asked("gradient", every).verdict == "fail"


@pytest.mark.parametrize(("smallest", "verdict"), [(0.03, "pass"), (0.3, "fail")])
def test_whole_ways_are_asked_where_the_certificate_is_coarse(smallest, verdict, monkeypatch):
    monkeypatch.setattr("ethan_check.checks.gradient.certificate", lambda *_: smallest)
    monkeypatch.setattr("ethan_check.checks.gradient.ratio_along_paths", lambda *_: PathRatio(1.5, 0.01))
    subject = Subject(Tanh(), (X,))
    (finding,) = Gradient().run(subject, np.random.default_rng(0))
    assert finding.verdict == verdict
