"""Entries at the very edge of a declared domain are judged from the inside."""

import re

import numpy as np
import pytest
from subject.small_layers import Elementwise

from ethan_check.subject.subject import Subject
from ethan_check.verdict.domain_edge import boundary_fault
from ethan_core import Contract
from ethan_core.contract import Interval


def guarded(function, low, high):
    """A function that raises outside of its domain."""

    def inside(x):
        if (np.real(x) < low).any() or (np.real(x) > high).any():
            raise ValueError("outside")
        return function(x)

    return inside


def fault(function, derivative, x, interval, seed=0):
    layer = Elementwise(guarded(function, interval.low, interval.high), derivative)
    contract = Contract(inputs=("x",), domain={"x": interval})
    subject = Subject(layer, (np.asarray(x, dtype=float),), contract=contract, convention="plain")
    return boundary_fault(subject, subject.values, np.random.default_rng(seed))


UNIT = Interval(0.0, 1.0)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("x", "interval"),
    [
        ([0.0, 0.5, 1.0], UNIT),
        ([1.0], UNIT),
        ([0.0, 2.0], Interval(low=0.0)),
        ([3.0, -1.0], Interval(high=3.0)),
        ([0.0, 1e-9], Interval(0.0, 1e-9)),
        ([0.999, 1.0], Interval(0.999, 1.0)),
    ],
    ids=str,
)
def test_a_gradient_at_an_edge_is_right_or_contradicted(x, interval, seed):
    def square(x):
        return x * x + x

    def slope(x):
        return 2 * x + 1

    assert fault(square, slope, x, interval, seed) is None
    edge = next(value for value in (interval.low, interval.high) if value in x)
    found = fault(square, lambda x: np.where(x == edge, -3.0, slope(x)), x, interval, seed)
    assert re.fullmatch(
        r"at the edge of the domain of x, backward states -?[\d.e-]+ along a line into it, but the "
        r"derivative is -?[\d.e-]+",
        found,
    )


def test_a_small_mistake_is_seen():
    assert fault(np.exp, lambda x: np.exp(x) * np.where(x == 1, 1.0001, 1), [0.2, 1.0], UNIT) is not None


@pytest.mark.parametrize(
    ("x", "interval"),
    [([0.25, 0.5], UNIT), ([0.0, 1.0], Interval()), ([], UNIT), ([0.5], Interval(0.0, 1.0, open=True))],
    ids=["inside", "no domain", "empty", "open"],
)
def test_where_no_entry_is_at_an_edge_nothing_is_said(x, interval):
    assert fault(np.tanh, lambda x: 0 * x + 9.0, x, interval) is None


def test_a_mistake_inside_is_not_this_ones_business():
    assert fault(np.exp, lambda x: np.where(x == 1, np.e, 9.0), [0.2, 1.0], UNIT) is None


def test_where_the_slope_has_no_bound_nothing_can_be_told():
    assert fault(np.sqrt, lambda x: x * 0 + 7.0, [0.0, 0.0], UNIT) is None


def test_an_output_that_is_no_number_is_left_out():
    def holed(x):
        return np.where(np.real(x) > 0.9, np.nan, x * x + x)

    assert fault(holed, lambda x: 2 * x + 1, [0.0, 1.0], UNIT) is None
    assert fault(holed, lambda x: 9.0 + x, [0.0, 1.0], UNIT) is not None


def test_without_a_contract_there_is_no_edge():
    subject = Subject(Elementwise(), (np.zeros(2),))
    assert boundary_fault(subject, subject.values, np.random.default_rng(0)) is None


@pytest.mark.parametrize(("contradicting", "convicts"), [(1, False), (2, True)])
def test_two_directions_have_to_contradict(contradicting, convicts, monkeypatch):
    answers = iter(["it is contradicted"] * contradicting + [None])
    monkeypatch.setattr("ethan_check.verdict.domain_edge._contradiction", lambda *_: next(answers))
    assert (fault(np.tanh, lambda x: x, [1.0], UNIT) is not None) is convicts
