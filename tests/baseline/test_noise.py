"""What a layer loses to rounding, told from its noise."""

import numpy as np

from baseline.layers import SingleInside, Square, X, point
from ethan_check.baseline.noise import measured_rounding
from ethan_check.baseline.point import OUTPUT


def test_double_precision_has_some_last_places():
    found = measured_rounding(point(Square(), X))
    assert set(found) == {OUTPUT, "dL_dX"}
    assert all(share < 1e-15 for share in found.values())


def test_single_precision_inside_is_seen_where_it_is():
    found = measured_rounding(point(SingleInside(), X))
    assert 1e-9 < found["dL_dX"] < 1e-6
    assert found[OUTPUT] < 1e-15


def test_results_that_are_zero_lose_nothing():
    class Flat(Square):
        def forward(self, x):
            self.x = x
            return 0 * x

        def backward(self, g):
            return 0 * g

    assert measured_rounding(point(Flat(), X)) == {OUTPUT: 0.0, "dL_dX": 0.0}


def test_narrow_numbers_and_layers_that_run_nowhere_else_are_not_measured():
    class Shy(Square):
        def forward(self, x):
            if not np.array_equal(x, X):
                raise ValueError("elsewhere")
            return super().forward(x)

    assert measured_rounding(point(Square(), X.astype(np.float32))) == {}
    assert measured_rounding(point(Shy(), X)) == {}
