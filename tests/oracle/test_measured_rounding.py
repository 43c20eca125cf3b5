"""What a layer loses to rounding is measured."""

from __future__ import annotations

import numpy as np

from ethan_check.oracle.measured_rounding import (
    customary_size,
    forward_rounding,
    gradient_rounding,
    neighbours,
    spread,
)
from ethan_core import Interval
from oracle.layers import Square, X, subject_of


class Careless:
    """Loses six digits to a large number on the way."""

    def forward(self, x):
        return (x + 1e6) - 1e6

    def backward(self, g):
        return (g + 1e6) - 1e6


def test_a_careless_layer_loses_what_it_loses():
    subject = subject_of(Careless(), "Y[*i] = X[*i]", X / 3)
    lost = forward_rounding(subject, subject.values, subject.flat(subject.values))
    if lost is not None:  # Where extended precision is no wider, nothing is measured.
        assert 1e-12 < lost.max() < 1e-9
        u = np.array([0.1, 0.2, 0.3])
        gradients = gradient_rounding(subject, subject.values, u, subject.pullback(subject.values, u))
        assert 1e-12 < gradients["X"].max() < 1e-9


def test_a_careful_one_loses_little():
    subject = subject_of(Square())
    lost = forward_rounding(subject, subject.values, subject.flat(subject.values))
    assert lost is None or lost.max() < 1e-15


def test_neighbours_are_a_few_last_places_away():
    subject = subject_of(Square())
    points = list(neighbours(subject, subject.values, np.random.default_rng(0)))
    assert len(points) == 8
    off = np.array([np.abs(point["X"] / X - 1) for point in points])
    assert 2 * 2.0**-50 < off.max() <= 17 * 2.0**-50


def test_the_spread_is_the_distance_to_the_median():
    points = iter([{"X": np.array([value])} for value in (1.0, 2.0, 7.0)])
    assert spread(points, lambda point: point["X"]).tolist() == [5.0]
    assert spread(iter([{"X": np.array([np.inf])}] * 2), lambda point: point["X"]).tolist() == [0.0]


def test_the_customary_size_is_that_nearer_to_the_origin():
    subject = subject_of(Square(), x=np.array([15.0]))
    size = customary_size(subject, subject.values, lambda point: float(1 - np.tanh(point["X"][0]) ** 2))
    assert size > 0.9


def test_it_stays_inside_a_domain():
    subject = subject_of(Square(), x=np.array([3.0]), domain={"X": Interval(low=2.0)})
    seen = []
    customary_size(subject, subject.values, lambda point: seen.append(float(point["X"][0])) or 0.0)
    assert seen == [3.0, 2.0, 2.0]
