"""The derivative along a line, and bars that know what forward's own rounding does to it."""

from dataclasses import replace

import numpy as np
import pytest
from subject.small_layers import Affine, Elementwise, X

from ethan_check import check_layer
from ethan_check.subject import extended_precision
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate, with_scatter


@pytest.fixture(params=["extended", "plain"], autouse=True)
def precision(request, monkeypatch):
    if request.param == "plain":
        monkeypatch.setattr(extended_precision, "_WIDER", False)
    return request.param


def bars(function, x, move=1.0, **options):
    """The bars of a function at points, before and after forward's rounding is measured."""
    subject = Subject(Elementwise(function, lambda x: 0 * x), (np.atleast_2d(x),), convention="plain")
    with np.errstate(all="ignore"):
        directions = {name: np.full_like(subject.values[name], move) for name in subject.targets}
        found = differentiate(subject, subject.values, directions, **options)
        return found, with_scatter(subject, subject.values, directions, found)


def test_the_output_of_a_linearisation_is_used_again():
    subject = Subject(Affine(), (X,))
    point = subject.linearise(subject.values)
    before = point.output
    calls = subject.calls.forward
    found = differentiate(subject, subject.values, {"X": np.ones_like(X)}, point=point)
    assert np.array_equal(found.origin, before)
    assert subject.calls.forward == calls + found.calls - 1


@pytest.mark.parametrize("use_complex", [True, False])
def test_a_forward_that_rounds_nothing_much_keeps_its_bars(use_complex):
    before, after = bars(np.tanh, X, use_complex=use_complex)
    assert np.array_equal(before.value, after.value)
    assert (after.error <= before.error + 1e-11).all()


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.log(1 - 1 / (1 + np.exp(-x))),
        lambda x: ((1e4 + x) ** 2 + (1e4 - x) ** 2) / 2 - 1e8,
        lambda x: 1 / (1 + 1e-9 - 1 / (1 + np.exp(-x))),
    ],
)
def test_the_complex_step_of_a_forward_that_cancels_is_no_better_than_its_rounding(function, precision):
    before, after = bars(function, np.array([8.0, 9.5, 11.0, 12.5]))
    assert (after.error >= before.error).all()
    if precision == "extended":
        assert (after.error > 1.2 * before.error).any()


def test_where_more_precision_leads_nowhere_there_is_no_bound(precision):
    """1e-9 is lost beside 1e8: all steps agree on the slope 0."""
    before, after = bars(lambda x: (1e8 + x) - 1e8, np.array([1e-9]), 1e-9, use_complex=False)
    assert before.usable[0]
    assert before.value[0] == 0
    assert np.isinf(after.error[0]) == (precision == "extended")


def test_bars_never_shrink():
    for function in (np.exp, np.abs, np.floor, lambda x: x * np.nan):
        before, after = bars(function, X)
        assert (after.error >= before.error).all()


def test_a_layer_that_refuses_the_points_beside_it_keeps_its_bars():
    def only_here(x):
        if not np.array_equal(np.float32(np.real(x)), np.real(x)):
            raise ValueError("no")
        return x * x

    subject = Subject(Elementwise(only_here, lambda x: 2 * x), (np.float32(X).astype(float),))
    directions = (
        {"X": np.ones_like(X)}
        if "X" in subject.targets
        else {name: np.ones_like(X) for name in subject.targets}
    )
    found = differentiate(subject, subject.values, {name: 0.5 * v for name, v in directions.items()})
    assert (with_scatter(subject, subject.values, directions, found).error >= found.error).all()


@pytest.mark.parametrize(("bars_apart", "is_foreseen"), [(1.5, True), (15, False)])
def test_a_scatter_that_the_bars_foresee_says_nothing_new(bars_apart, is_foreseen, precision):
    if precision == "extended":
        pytest.skip("there the distance to more precision is in the bars already")
    cancels = Elementwise(lambda x: np.log(1 - 1 / (1 + np.exp(-x))))
    subject = Subject(cancels, (np.array([[9.5]]),), convention="plain")
    directions = {"X": np.ones((1, 1))}
    found = differentiate(subject, subject.values, directions)
    (scatter,) = with_scatter(subject, subject.values, directions, replace(found, error=np.zeros(1))).error
    assert scatter > 0
    stated = replace(found, error=np.array([scatter / bars_apart]))
    after = with_scatter(subject, subject.values, directions, stated)
    assert after.error[0] == pytest.approx(stated.error[0] if is_foreseen else scatter, abs=0)


@pytest.mark.parametrize("x", [3.046038632083074e-08, -5.958192433776897e-08, 1.1e-8, 2.9e-7])
def test_on_a_plateau_that_rounding_makes_the_bars_are_no_narrower_than_the_plateau_is_high(x, precision):
    """1 - cos x is a few units of 2^-53 there, and its quotient by x smooth, with the slope of 1 / x."""
    function = lambda x: (1 - np.cos(x)) / x  # noqa: E731
    _, after = bars(function, np.array([x]), 0.7 * x, use_complex=False)
    if precision == "extended" and after.usable[0]:
        assert abs(after.value[0] - 0.5 * 0.7 * x) <= 30 * after.error[0]


class Power:
    """2^x."""

    def forward(self, x):
        self.y = 2.0**x
        return self.y

    def backward(self, g):
        return g * self.y * np.log(2.0)


def test_where_the_farthest_step_overflows_the_bars_are_numbers_still():
    """Of 2^x beside the largest number, whose derivative nearer steps find."""
    x = np.array([1001.5, 900.25, -30.5])
    subject = Subject(Power(), (x,))
    with np.errstate(over="ignore"):
        found = differentiate(subject, subject.values, {"X": x}, use_complex=False)
        wider = with_scatter(subject, subject.values, {"X": x}, found)
    assert np.isinf(found.pairs[max(found.pairs)][0][0])
    assert np.isfinite(wider.error[found.usable]).all()
    true = x * np.log(2.0) * 2.0**x
    assert np.all(np.abs(wider.value - true)[found.usable] <= 30 * wider.error[found.usable])


def test_a_right_layer_whose_forward_overflows_beside_its_points_is_accused_of_nothing():
    for seed in range(4):
        given = np.random.default_rng(seed).normal(size=(3, 4))
        report = check_layer(Power(), (given,), checks=["gradient", "stability"], seed=seed, shrink=False)
        assert report.verdict == "pass", str(report)


def test_what_oscillates_faster_than_all_steps_is_accused_of_nothing():
    """x^2 sin(1/x), which the nearest steps agree on by chance beside 0."""

    def forward(x):
        return np.where(x == 0, 0, x * x * np.sin(1 / np.where(x == 0, 1, x)))

    def slope(x):
        beside = np.where(x == 0, 1, x)
        return np.where(x == 0, 0, 2 * x * np.sin(1 / beside) - np.cos(1 / beside))

    given = np.array([[1.0, 2.0, -1.0, 0.5], [0.0, 0.3, 0.0, 0.0]])
    for seed in range(6):
        report = check_layer(
            Elementwise(forward, slope), (given,), seed=seed, checks=["gradient"], shrink=False
        )
        assert report.verdict != "fail", str(report)


def test_a_bend_that_the_nearest_steps_alone_see_is_judged_still():
    """Of a row of zeros whose norm is kept from 0 by 1e-8."""

    def norm(x):
        return x / np.sqrt(x * x + 1e-8)

    wrong = Elementwise(norm, lambda x: np.where(x == 0, 0.99, 1.0) * 1e-8 / (x * x + 1e-8) ** 1.5)
    assert check_layer(wrong, (np.zeros((2, 3)),), checks=["gradient"], shrink=False).verdict == "fail"
