"""The points at which a subject is looked at stay inside its domain."""

import numpy as np
import pytest

from ethan_check.subject.domain import as_float64, domain, jittered_point
from ethan_check.subject.subject import Subject
from ethan_core import Contract
from ethan_core.contract import Interval
from subject.small_layers import Affine, Elementwise, X


def subject_on(x, **declared):
    return Subject(Elementwise(), (x,), contract=Contract(inputs=("x",), **declared))


def test_an_undeclared_domain_is_the_whole_line():
    assert domain(subject_on(X), "x") == (-np.inf, np.inf)
    assert domain(Subject(Affine(), (X,)), "W") == (-np.inf, np.inf)


@pytest.mark.parametrize("interval", [Interval(0.0, 1.0), Interval(low=0.5), Interval(high=-1.0, open=True)])
def test_a_declared_domain_is_found(interval):
    assert domain(subject_on(X, domain={"x": interval}), "x") == (interval.low, interval.high)


def test_only_real_arrays_become_float64():
    class Lookup:
        def __init__(self):
            self.table = np.ones((4, 2), np.float32)

        def forward(self, ids):
            self.ids = ids
            return self.table[ids]

        def backward(self, g):
            self.dtable = np.zeros_like(self.table)
            np.add.at(self.dtable, self.ids, g)

    subject = Subject(Lookup(), (np.array([0, 1]),))
    values = as_float64(subject)
    assert {name: value.dtype.kind for name, value in values.items()} == {"X": "i", "table": "f"}
    assert values["table"].dtype == np.float64
    assert subject.values["table"].dtype == np.float32


def test_a_point_beside_another_is_off_every_tie_and_close_by():
    subject = Subject(Affine(), (np.zeros((2, 3)),))
    before = {name: value.copy() for name, value in subject.values.items()}
    moved = jittered_point(subject, subject.values, np.random.default_rng(0))
    assert moved.keys() == before.keys()
    for name, value in moved.items():
        assert (value != before[name]).all()
        assert np.abs(value - before[name]).max() < 1e-3
        assert np.array_equal(subject.values[name], before[name])


@pytest.mark.parametrize("share", [2.0**-8, 2.0**-12])
def test_it_is_moved_by_a_share_of_a_direction(share):
    subject = subject_on(np.ones(100))
    moved = jittered_point(subject, subject.values, np.random.default_rng(0), share)["x"]
    assert (np.abs(moved - 1) > 0.49 * share).all()
    assert (np.abs(moved - 1) < 1.51 * share).all()


def test_a_constant_stays():
    subject = Subject(Elementwise(), (X,), contract=Contract(inputs=("x",), constants=("x",)))
    assert jittered_point(subject, subject.values, np.random.default_rng(0))["x"] is subject.values["x"]


@pytest.mark.parametrize("edge", [0.0, 1.0])
def test_no_entry_leaves_the_domain(edge):
    subject = subject_on(np.full(200, edge), domain={"x": Interval(0.0, 1.0)})
    moved = jittered_point(subject, subject.values, np.random.default_rng(0))["x"]
    assert ((moved >= 0) & (moved <= 1)).all()
    assert (moved != edge).any()
