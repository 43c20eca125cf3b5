"""A failing case becomes small, within a budget, and the same one every time."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Tanh, X

from ethan_check import Case, check_layer
from ethan_core import Contract


class Half(Tanh):
    def backward(self, dout):
        return super().backward(dout) / 2


class FromTheThirdRow(Tanh):
    def backward(self, dout):
        dx = super().backward(dout)
        dx[2:] *= 2
        return dx


class WrongWidth(Affine):
    def backward(self, dout):
        return super().backward(dout) * (1.5 if self.width > self.features else 1)


def case_line(report):
    (line,) = [line for line in report.failures[0].message.splitlines() if "case that shows it" in line]
    return line.strip()


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        (Half(), "smallest case that shows it: x (1, 1)"),
        (FromTheThirdRow(), "smallest case that shows it: x (3, 1)"),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_small_case_is_reached(layer, line, seed):
    assert case_line(check_layer(layer, checks=["gradient"], seed=seed)) == line


def test_the_smallest_configuration_that_fails_is_named():
    cases = [{"features": 3, "width": 2}, {"features": 2, "width": 3}, {"features": 1, "width": 5}]
    report = check_layer(WrongWidth, cases=cases, checks=["gradient"])
    assert case_line(report) == "smallest case that shows it: features=2 width=3, x (1, 2)"


def test_without_a_contract_rows_are_left_out():
    layer = FromTheThirdRow()
    layer.contract = None
    wide = np.random.default_rng(0).normal(size=(9, 4))
    report = check_layer(layer, inputs=(wide,), checks=["gradient"])
    assert report.verdict == "fail"
    assert case_line(report).startswith("smallest case that shows it: ")


def test_it_may_be_switched_off():
    report = check_layer(Half(), inputs=(X,), checks=["gradient"], shrink=False)
    assert case_line(report) == "case that shows it: x (4, 3)"
    line = report.failures[0].message.splitlines()[0]
    assert line.endswith("(batch size 4)")


def test_the_budget_is_kept():
    calls = []

    class Counted(Half):
        def forward(self, x):
            calls.append(x.shape)
            return super().forward(x)

    check_layer(Counted(), checks=["gradient"], shrink=False)
    before = len(calls)
    calls.clear()
    check_layer(Counted(), checks=["gradient"])
    assert before < len(calls) < before + 20_000


def test_rules_offer_their_smallest_draw():
    def draw(rng):
        return Case(Half(), rng.normal(size=tuple(rng.integers(1, 6, 2))))

    report = check_layer(cases=draw, checks=["gradient"])
    assert case_line(report) == "smallest case that shows it: x (1, 1)"


def test_only_a_failure_of_the_same_target_counts():
    class TwoMistakes(Affine):
        """b is wrong for all sizes, W in wide layers only."""

        def backward(self, dout):
            dx = super().backward(dout)
            self.db = 2 * self.db
            return dx

    report = check_layer(TwoMistakes(), checks=["gradient"])
    assert {finding.target for finding in report.failures} == {"dL_db"}


def test_shapes_that_satisfy_the_contract_only_are_tried():
    shapes = set()

    class Pairs(Half):
        contract = Contract(shapes="N k+3 -> N k+3", inputs=("x",))

        def forward(self, x):
            shapes.add(x.shape)
            return super().forward(x)

    assert case_line(check_layer(Pairs(), checks=["gradient"])) == "smallest case that shows it: x (1, 4)"
    assert min(shape[1] for shape in shapes) == 4
