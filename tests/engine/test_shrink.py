"""A failing case becomes small, within a budget, and the same one every time."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Affine, Tanh, X

from ethan_check import Case, DoesNotApply, Finding, check_layer
from ethan_check.cases.pool import SubjectPool
from ethan_check.cases.source import DrawnCase
from ethan_check.engine.shrink import smallest_failure
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.trace import Tracer
from ethan_core import Contract
from ethan_core.errors import ContractError


def kind(value):
    return type(value).__name__


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
        (Half(), "smallest case that shows it: x (2, 1)"),
        (FromTheThirdRow(), "smallest case that shows it: x (3, 1)"),
    ],
    ids=kind,
)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_small_case_is_reached(layer, line, seed):
    assert case_line(check_layer(layer, checks=["gradient"], seed=seed)) == line


def test_the_smallest_configuration_that_fails_is_named():
    cases = [{"features": 3, "width": 2}, {"features": 2, "width": 3}, {"features": 1, "width": 5}]
    report = check_layer(WrongWidth, cases=cases, checks=["gradient"])
    assert case_line(report) == "smallest case that shows it: features=2 width=3, x (2, 2)"


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
        return Case(Half(), rng.normal(size=tuple(rng.integers(1, 4, 2))))

    report = check_layer(cases=draw, checks=["gradient"], seed=1)
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

    assert case_line(check_layer(Pairs(), checks=["gradient"])) == "smallest case that shows it: x (2, 4)"
    assert min(shape[1] for shape in shapes) == 4


# What is handed in, and what comes back


class Rows:
    """A source that offers ever fewer rows, the smallest first; it may raise or offer what was not asked."""

    count = 3

    def __init__(self, offered=(1, 2), ends_with=None):
        self.offered, self.ends_with = offered, ends_with

    def draw(self, position):
        return DrawnCase(Case(Tanh(), X))

    def smaller(self, fails):
        for rows in self.offered:
            drawn = DrawnCase(Case(Tanh(), X[:rows]))
            if fails(drawn):
                return drawn
        if isinstance(self.ends_with, Exception):
            raise self.ends_with
        return self.ends_with


def pool(source, **options):
    return SubjectPool("layer", source, None, 0, **options)


def found(verdict="fail", target="dL_dx", subject=None, **evidence):
    message = "layer: wrong\n  case that shows it: " + (subject.describe() if subject else "x (4, 3)")
    return Finding(check="mine", verdict=verdict, target=target, message=message, evidence=evidence)


def fails_from(rows, *targets, verdict="fail", raises=None):
    """A check that finds something wrong on cases of so many rows or more; it may raise on smaller ones."""

    def run(subject, position):
        if subject.batch < rows and raises is not None:
            raise raises
        wrong = subject.batch >= rows
        return [found(verdict if wrong else "pass", target, subject) for target in targets or ("dL_dx",)]

    return run


FIRST = [found()]


def case_of(findings):
    return findings[0].message.splitlines()[1].strip()


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (1, "smallest case that shows it: x (1, 3)"),
        (2, "smallest case that shows it: x (2, 3)"),
        (3, "smallest case that shows it: x (4, 3)"),
    ],
)
def test_the_smallest_case_that_fails_is_told(rows, line):
    assert case_of(smallest_failure(fails_from(rows), FIRST, pool(Rows()))) == line


@pytest.mark.parametrize("findings", [[], [found("error")], [found("pass"), found("inconclusive")]])
def test_what_is_no_failure_comes_back_as_it_is(findings):
    def run(subject, position):
        raise AssertionError("not asked")

    assert smallest_failure(run, findings, pool(Rows())) is findings


@pytest.mark.parametrize(
    "error",
    [LayerFault("forward raised"), ContractError("no sizes"), DoesNotApply("no")],
    ids=kind,
)
def test_a_smaller_case_that_cannot_be_asked_does_not_fail(error):
    found = smallest_failure(fails_from(2, raises=error), FIRST, pool(Rows()))
    assert case_of(found) == "smallest case that shows it: x (2, 3)"


def test_a_smaller_case_with_a_failure_of_another_target_is_another_failure():
    found = smallest_failure(fails_from(1, "dL_dW"), FIRST, pool(Rows()))
    assert [finding.target for finding in found] == ["dL_dx"]
    assert case_of(found) == "smallest case that shows it: x (4, 3)"


def test_of_a_smaller_case_all_failures_are_told_and_nothing_else():
    def run(subject, position):
        return [found("fail", "dL_dx", subject), found("pass", "dL_dW"), found("fail", "dL_db", subject)]

    assert [finding.target for finding in smallest_failure(run, FIRST, pool(Rows()))] == ["dL_dx", "dL_db"]


@pytest.mark.parametrize("error", [LayerFault("the rule raised"), ContractError("no sizes")], ids=kind)
def test_a_source_that_raises_has_nothing_smaller(error):
    found = smallest_failure(fails_from(3), FIRST, pool(Rows(ends_with=error)))
    assert case_of(found) == "smallest case that shows it: x (4, 3)"


def test_what_a_source_ends_with_is_tried_if_it_was_not():
    source = Rows(offered=(), ends_with=DrawnCase(Case(Tanh(), X[:2])))
    assert case_of(smallest_failure(fails_from(2), FIRST, pool(source))).endswith("x (2, 3)")
    assert case_of(smallest_failure(fails_from(3), FIRST, pool(source))).endswith("x (4, 3)")


def test_what_it_looks_like_must_be_said_of_ordinary_cases_too():
    asked = []

    def run(subject, position):
        if not subject.is_tried_out:
            asked.append((subject.batch, position))
        looks = ["half"] if subject.batch > 2 else ["half", "a mean"]
        return [found("fail", "dL_dx", subject, looks_like=looks)]

    (finding,) = smallest_failure(run, FIRST, pool(Rows()))
    assert asked == [(1, 0), (4, 0), (4, 1), (4, 2)]
    assert finding.evidence["looks_like"] == ["half"]
    assert "  looks like: half" in finding.message.splitlines()


def test_ordinary_cases_that_cannot_be_asked_are_left_out():
    def run(subject, position):
        if position == 1:
            raise LayerFault("forward raised")
        return [found("fail", "dL_dx", subject, looks_like=["half"])]

    (finding,) = smallest_failure(run, FIRST, pool(Rows()))
    assert finding.evidence["looks_like"] == ["half"]


@pytest.mark.parametrize(("rows", "tries", "is_found"), [(1, 1, True), (2, 2, True), (3, 2, False)])
def test_the_trace_tells_how_many_were_tried_and_how_the_smallest_was_judged(rows, tries, is_found):
    def run(subject, position):
        subject.tracer.note(f"judged {subject.batch}")
        return fails_from(rows)(subject, position)

    tracer = Tracer()
    smallest_failure(run, FIRST, pool(Rows(), tracer=tracer))
    (step,) = tracer.steps
    assert step.what == "looked for a smaller case that fails"
    assert step.facts == {"tries": tries, "found": is_found}
    assert [inner.what for inner in step.steps if inner.what.startswith("judged")] == (
        [f"judged {rows}"] if is_found else []
    )


def test_words_are_asked_for_of_the_smallest_case_alone():
    asked = []

    def run(subject, position):
        asked.append((subject.batch, subject.is_tried_out))
        return fails_from(2)(subject, position)

    smallest_failure(run, FIRST, pool(Rows()))
    assert asked == [(1, True), (2, True), (2, False)]


def test_a_case_that_fails_no_more_is_not_told():
    def run(subject, position):
        return fails_from(1)(subject, position) if subject.is_tried_out else []

    (finding,) = smallest_failure(run, FIRST, pool(Rows()))
    assert finding.message.endswith("x (4, 3)")


def test_a_layer_that_fails_costs_no_more_than_ten_that_pass():
    class Affine:
        def __init__(self, factor):
            self.W, self.factor = np.array([[0.5, -1.0], [2.0, 0.25], [1.5, -0.5]]), factor

        def forward(self, x):
            self.x = x
            return np.tanh(x @ self.W)

        def backward(self, g):
            g = g * (1 - np.tanh(self.x @ self.W) ** 2)
            self.dW = self.factor * self.x.T @ g
            return g @ self.W.T

    x = np.random.default_rng(0).normal(size=(4, 3))
    right, wrong = (check_layer(Affine(factor), (x,)) for factor in (1.0, 0.5))
    assert (right.verdict, wrong.verdict) == ("pass", "fail")
    assert sum(wrong.calls.values()) <= 10 * sum(right.calls.values())


def test_the_search_ends_with_its_calls(monkeypatch):
    monkeypatch.setattr("ethan_check.engine.shrink.SHRINK_CALLS", 1)
    asked = []

    def run(subject, position):
        asked.append(subject.batch)
        subject.calls.forward += 2
        return fails_from(9)(subject, position)

    (finding,) = smallest_failure(run, FIRST, pool(Rows()))
    assert asked == [1]
    assert finding.message.endswith("x (4, 3)")
