"""A layer at the arrays of one case."""

import numpy as np
import pytest

from baseline.layers import Square, X, point
from ethan_check.baseline.allowance import projected
from ethan_check.baseline.noise import measured_rounding
from ethan_check.baseline.point import OUTPUT, is_wide, run_at
from ethan_check.subject.execution.faults import LayerFault


def test_output_and_gradients_are_by_name():
    at = point(Square(), X)
    assert set(at.results) == {OUTPUT, "dL_dX"}
    assert at.results[OUTPUT] == pytest.approx((X * X).ravel())
    assert not is_wide(at.subject)


def test_an_output_whose_size_depends_on_values_is_looked_at_where_it_is():
    class Positive:
        def forward(self, x):
            self.mask = x > 0.3
            self.shape = x.shape
            return x[self.mask] ** 2

        def backward(self, g):
            dx = np.zeros(self.shape)
            dx[self.mask] = 2 * g
            return dx

    at = point(Positive(), X)
    with pytest.raises(LayerFault, match="forward gave 4 numbers, expected 3"):
        run_at(at.subject, {name: value + 0.5 for name, value in at.subject.values.items()}, at.cotangent)
    assert set(measured_rounding(at)) <= {OUTPUT, "dL_dX"}
    assert max(projected(at, {})[OUTPUT].allowance) < 1e-12
