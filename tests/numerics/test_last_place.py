"""The unit in the last place of 1.0."""

import numpy as np
import pytest

from ethan_check.numerics.last_place import last_place


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.complex64, np.complex128])
def test_it_is_the_smallest_step_above_one(dtype):
    real = np.ones(1, dtype).real.dtype.type
    assert last_place(np.dtype(dtype)) == float(np.nextafter(real(1), real(2)) - real(1))
