"""The root of squares is right whatever the size of the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check.numerics.finite_difference import directional_derivative
from ethan_check.numerics.quadratic_mean import root_of_squares


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e-155, 1e-139, 1e-20, 1.0, 1e150, 1e160, 1e300])
def test_it_grows_as_the_numbers_do(size):
    assert root_of_squares(size * np.array([3.0, -4.0])) == pytest.approx(5 * size, rel=1e-15)
    assert root_of_squares(size * np.ones(4), 4) == pytest.approx(size, rel=1e-15)


@pytest.mark.parametrize(
    ("values", "root"), [([], 0.0), ([0.0, 0.0], 0.0), ([np.inf, 1.0], np.inf), ([1e-200, np.inf], np.inf)]
)
def test_nothing_and_infinities(values, root):
    with np.errstate(all="ignore"):
        assert root_of_squares(np.array(values)) == root


def test_what_is_no_number_stays_none():
    assert np.isnan(root_of_squares(np.array([np.nan, 1.0])))


@pytest.mark.parametrize("size", [1e-160, 1e-250])
def test_tiny_outputs_keep_their_bars(size):
    from ethan_check.numerics.comparison import compare

    found = directional_derivative(lambda t: size * np.array([np.sin(1 + t), np.exp(t)]), use_complex=False)
    truth = size * np.array([np.cos(1.0), 1.0])
    compared = compare(found, np.ones(2), [truth])
    assert 0 < compared.error_bars < 1e-6 * size
    assert compared.agrees
