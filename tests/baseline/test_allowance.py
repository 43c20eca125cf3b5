"""What rounding may do, measured."""

import numpy as np
import pytest

from baseline.layers import SingleInside, Square, X, point
from ethan_check.baseline.allowance import projected, unit_of
from ethan_check.baseline.noise import measured_rounding
from ethan_check.baseline.point import OUTPUT


class Cancelling:
    def forward(self, x):
        self.x = x
        return np.log(1 - (1 - np.exp(x)))

    def backward(self, g):
        return g * np.exp(self.x) / (1 - (1 - np.exp(self.x)))


class Centred:
    """Its parameter moves nothing: what backward states of it is rounding."""

    def __init__(self):
        self.b = np.ones(3)

    def forward(self, x):
        z = np.exp(x + self.b.sum())
        self.p = z / z.sum()
        return self.p

    def backward(self, g):
        dz = self.p * (g - (g * self.p).sum())
        self.db = np.full(3, dz.sum())
        return dz


def relative(one):
    return max(one.allowance) / max(map(abs, one.values))


def test_an_allowance_is_some_last_places_where_nothing_is_lost():
    found = projected(point(Square(), X), {})
    assert set(found) == {OUTPUT, "dL_dX"}
    assert all(1e-15 < relative(one) < 1e-13 for one in found.values())


def test_a_forward_that_cancels_gets_as_wide_a_one_as_it_loses():
    found = projected(point(Cancelling(), np.array([-9.0, -9.5, -8.7])), {})
    assert relative(found["dL_dX"]) > 1e-12


def test_single_precision_inside_is_noise_in_the_values_that_it_touches():
    at = point(SingleInside(), X)
    noise = measured_rounding(at)
    assert noise["dL_dX"] > 1e-9
    assert noise[OUTPUT] < 1e-15
    found = projected(at, noise)
    assert relative(found["dL_dX"]) > 1e-8
    assert relative(found[OUTPUT]) < 1e-13
    assert found["dL_dX"].rounding == pytest.approx(noise["dL_dX"], rel=0.05)


def test_a_zero_up_to_rounding_is_one():
    at = point(Centred(), X)
    found = projected(at, measured_rounding(at))
    assert all(
        abs(value) <= allowance
        for value, allowance in zip(found["dL_db"].values, found["dL_db"].allowance, strict=True)
    )
    assert relative(found["dL_dX"]) < 1e-12


def test_kinks_and_ties_do_not_widen_it():
    class Relu:
        def forward(self, x):
            self.x = x
            return np.maximum(x, 0)

        def backward(self, g):
            return g * (self.x > 0)

    found = projected(point(Relu(), np.array([0.0, 0.0, 1.0, -1.0, 2.0])), {})
    assert relative(found["dL_dX"]) < 1e-13


def test_narrow_numbers_have_the_unit_of_their_type():
    at = point(Square(), X.astype(np.float32))
    assert measured_rounding(at) == {}
    assert 1e-7 < relative(projected(at, {})["dL_dX"]) < 1e-4
    assert unit_of(np.ones(1, np.float16)) > unit_of(np.ones(1, np.float32)) > unit_of(np.arange(3))


def test_a_layer_that_only_runs_here_has_a_baseline_too():
    class Shy(Square):
        def forward(self, x):
            if not np.array_equal(x, X):
                raise ValueError("elsewhere")
            return super().forward(x)

    at = point(Shy(), X)
    assert measured_rounding(at) == {}
    assert relative(projected(at, {})["dL_dX"]) < 1e-13


def test_an_accuracy_that_is_declared_counts():
    at = point(Square(), X, accuracy=1e-8)
    assert relative(projected(at, {})["dL_dX"]) > 1e-8


def test_entries_that_are_not_finite_are_counted():
    class Logarithm:
        def forward(self, x):
            self.x = x
            return np.log(x)

        def backward(self, g):
            return g / self.x

    found = projected(point(Logarithm(), np.array([0.0, 1.0, 2.0])), {})
    assert found[OUTPUT].not_finite == 1
    assert found["dL_dX"].not_finite == 1
    assert all(np.isfinite(found["dL_dX"].values))
