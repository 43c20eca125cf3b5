"""The engine: verdicts, arguments, one-line messages for bad layers, repeatable and harmless runs."""

from __future__ import annotations

import json
import random
import re
import warnings

import numpy as np
import pytest
from checks.judging import Affine, Fused, Tanh, X
from hypothesis import settings

from ethan_check import Case, Check, Finding, Report, check_layer
from ethan_check.result import worst
from ethan_core import Contract
from ethan_core.errors import ArgumentError

QUICK = ("gradient", "shapes", "state")


class Half(Tanh):
    def backward(self, dout):
        return super().backward(dout) / 2


# Verdicts


@pytest.mark.parametrize(
    ("verdicts", "gravest"),
    [
        ([], "pass"),
        (["pass", "pass"], "pass"),
        (["pass", "inconclusive"], "inconclusive"),
        (["inconclusive", "error", "pass"], "error"),
        (["error", "fail", "pass"], "fail"),
    ],
)
def test_the_gravest_verdict_counts(verdicts, gravest):
    assert worst(verdicts) == gravest


def test_a_report_on_nothing_fails():
    report = Report(layer="empty", findings=(), seed=0)
    assert report.verdict == "fail"
    assert str(report) == "empty: fail: no check applied, so nothing was verified"


def test_a_check_that_does_not_apply_says_why_and_verifies_nothing():
    report = check_layer(Tanh(), checks=["statistics"])
    assert report.verdict == "fail"
    assert report.not_applicable == {"statistics": "no contract declares a random layer with a rate p"}


def test_a_report_reads_as_one_line_when_all_is_well():
    assert str(check_layer(Tanh(), checks=["shapes", "gradient"])) == "Tanh: pass: 2 checks on 24 cases"


class Always:
    """A check that always says the same."""

    points = 3

    def __init__(self, name, verdict):
        self.name, self.verdict = name, verdict

    def run(self, subject, rng):
        yield Finding(check=self.name, verdict=self.verdict, target="Y", message=f"{self.name} says so")


def test_checks_may_be_objects_and_their_verdicts_are_aggregated():
    passes, unsure = Always("sure", "pass"), Always("unsure", "inconclusive")
    assert isinstance(passes, Check)
    assert check_layer(Tanh(), checks=[passes]).verdict == "pass"
    assert check_layer(Tanh(), checks=[passes, unsure]).verdict == "inconclusive"
    report = check_layer(Tanh(), checks=[passes, unsure, Always("no", "fail")])
    assert report.verdict == "fail"
    assert [finding.message for finding in report.failures] == ["unsure says so", "no says so"]


def test_a_few_undecided_points_do_not_make_a_run_inconclusive():
    class Mostly(Always):
        count = 0

        def run(self, subject, rng):
            self.count += 1
            verdict = "inconclusive" if self.count == 1 else "pass"
            yield Finding(check=self.name, verdict=verdict, target="Y", message="")

    (finding,) = check_layer(Tanh(), checks=[Mostly("mostly", "")]).findings
    assert finding.verdict == "pass"
    assert (finding.evidence["cases"], finding.evidence["undecided"]) == (3, 1)


# Arguments


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: check_layer(Tanh(), checks=["gradeint"]),
            r"check 'gradeint' is unknown; expected one of batch, determinism, .*",
        ),
        (
            lambda: check_layer(Tanh(), inputs=(X,), convention="plane"),
            r"convention 'plane' is unknown; expected one of .*plain.*",
        ),
        (
            lambda: check_layer(cases=[Case(Tanh(), (X,)), {}]),
            r"cases must be of one kind: all constructor arguments, all Case\(layer, inputs\), or all rules",
        ),
        (lambda: check_layer(Tanh(), cases=[]), r"cases must be of one kind: .*"),
        (
            lambda: check_layer(Tanh(), cases=[{}]),
            r"cases are constructor arguments, so layer must be a class or a factory, not a Tanh object",
        ),
        (
            lambda: check_layer(object()),
            r"nothing says what inputs object takes, and none that was tried fits; give inputs=\(X,\), "
            r"contract=Contract\(shapes=...\), or cases=\[Case\(layer, inputs\)\]",
        ),
    ],
    ids=["check", "convention", "mixed cases", "no cases", "object with arguments", "nothing to draw from"],
)
def test_a_wrong_argument_is_one_line(call, message):
    with pytest.raises(ArgumentError, match=f"^{message}$") as caught:
        call()
    assert "\n" not in str(caught.value)


# Bad layers


class BadConstructor:
    contract = Tanh.contract

    def __init__(self):
        raise RuntimeError("out of order")


class BadForward(Tanh):
    def forward(self, x):
        raise RuntimeError("cannot go on\nreally")


class BadBackward(Tanh):
    def backward(self, dout):
        raise RuntimeError("cannot go back")


class BadInside(Tanh):
    """Hands Python's own library something that it cannot take."""

    def forward(self, x):
        json.loads("[")


class NoOutput(Tanh):
    def forward(self, x):
        super().forward(x)


class NoGradient(Tanh):
    def backward(self, dout):
        return None


class WrongShape(Tanh):
    def backward(self, dout):
        return super().backward(dout)[:1]


class Impossible(Tanh):
    contract = Contract(shapes="N k-k -> N", inputs=("x",))


@pytest.mark.parametrize(
    ("layer", "verdict", "message"),
    [
        (
            BadConstructor,
            "error",
            r"bad: the constructor with no arguments raised RuntimeError: out of order \(.*:\d+\)",
        ),
        (BadForward(), "error", r"bad: forward raised RuntimeError: cannot go on \(.*test_engine.py:\d+\)"),
        (BadBackward(), "error", r"bad: backward raised RuntimeError: cannot go back \(.*:\d+\)"),
        (BadInside(), "error", r"bad: forward raised JSONDecodeError: .* \(.*test_engine.py:\d+\)"),
        (NoOutput(), "error", r"bad: forward returned None, expected an array or a tuple of arrays"),
        (Impossible(), "error", r"bad: no sizes from 1 to 40 of N, k satisfy the shapes 'N k-k -> N'"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else type(value).__name__,
)
@pytest.mark.parametrize("check", QUICK)
def test_a_layer_that_cannot_be_run_is_an_error_in_one_line(layer, verdict, message, check):
    report = check_layer(layer, checks=[check], name="bad")
    assert report.verdict == verdict
    (finding,) = report.findings
    assert finding.check == check
    assert re.fullmatch(message, finding.message), finding.message


@pytest.mark.parametrize(
    ("layer", "pattern"),
    [
        (NoGradient(), "bad: dL_dx is None, but x ({}) is owed a gradient"),
        (WrongShape(), "bad: dL_dx has shape (1, {}), expected ({}), the shape of x"),
    ],
    ids=["none", "shape"],
)
@pytest.mark.parametrize("check", QUICK)
def test_a_gradient_that_is_none_fails_every_check_in_one_line(layer, pattern, check):
    report = check_layer(layer, inputs=(X,), checks=[check], name="bad", shrink=False)
    assert report.verdict == "fail"
    (finding,) = report.failures
    assert finding.target == "dL_dx"
    assert finding.message == pattern.replace("(1, {})", "(1, 3)").format("4, 3")


# Runs


@pytest.mark.parametrize("layer", [Tanh, Half, Affine, Fused, BadForward], ids=lambda cls: cls.__name__)
def test_a_report_is_json_native(layer):
    report = check_layer(layer())
    again = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert again == report.to_json()
    assert again["verdict"] == report.verdict


@pytest.mark.parametrize("layer", [Tanh, Half, Affine], ids=lambda cls: cls.__name__)
def test_a_seed_repeats_a_run(layer):
    first, second, other = (check_layer(layer(), seed=seed).to_json() for seed in (1, 1, 2))
    assert first == second
    assert first != other


class Untidy(Tanh):
    """Seeds, switches and filters as it likes."""

    def forward(self, x):
        np.random.seed(0)
        random.seed(0)
        np.seterr(all="ignore")
        warnings.simplefilter("ignore")
        return super().forward(x)


class UntidyAndWrong(Untidy, Half):
    pass


class UntidyAndBroken(Untidy):
    def backward(self, dout):
        raise RuntimeError


@pytest.mark.parametrize("layer", [Tanh, Untidy, UntidyAndWrong, UntidyAndBroken])
def test_nothing_global_is_changed(layer):
    profile = str(settings())
    before = (
        str(np.random.get_state(legacy=False)),
        random.getstate(),
        np.geterr(),
        list(warnings.filters),
        np.get_printoptions(),
    )
    check_layer(layer())
    assert before == (
        str(np.random.get_state(legacy=False)),
        random.getstate(),
        np.geterr(),
        list(warnings.filters),
        np.get_printoptions(),
    )
    assert str(settings()) == profile


def test_the_layer_itself_is_never_run():
    layer = Affine()
    kept = {name: value.copy() for name, value in vars(layer).items() if isinstance(value, np.ndarray)}
    check_layer(layer)
    assert vars(layer).keys() == {"features", "width", "W", "b"}
    assert all(np.array_equal(getattr(layer, name), value) for name, value in kept.items())


def test_calls_are_counted():
    calls = {"forward": 0, "backward": 0}

    class Counted(Tanh):
        def forward(self, x):
            calls["forward"] += 1
            return super().forward(x)

        def backward(self, dout):
            calls["backward"] += 1
            return super().backward(dout)

    report = check_layer(Counted(), checks=["gradient"])
    # Finding out how a layer is called takes some calls that are not a check's.
    assert 0 <= calls["forward"] - report.calls["forward"] <= 8
    assert 0 <= calls["backward"] - report.calls["backward"] <= 8
    assert report.calls["backward"] <= 24 * 2
    assert report.calls["forward"] <= 24 * 8
