"""Square matrices, alone and in stacks."""

import numpy as np
import pytest

from ethan_check.cases.square_matrices import fits, transposed


@pytest.mark.parametrize(
    ("shape", "square"),
    [((2, 2), True), ((7, 3, 3), True), ((3, 2), False), ((3,), False), ((), False), ((1, 1), False)],
)
def test_shapes_are_square_or_not(shape, square):
    assert fits(shape) is square


def test_each_matrix_of_a_stack_is_transposed_for_itself():
    stack = np.arange(12.0).reshape(2, 2, 3)
    assert np.array_equal(transposed(stack), np.stack([matrix.T for matrix in stack]))
