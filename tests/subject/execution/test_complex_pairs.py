"""Complex numbers as pairs, and back, without a loss."""

import numpy as np
import pytest

from ethan_check.subject.execution.complex_pairs import as_complex, as_pairs, is_complex

Z = np.array([[1 + 2j, -3.5], [0.25j, 4 - 1j]])


@pytest.mark.parametrize("dtype", [np.complex64, np.complex128, np.clongdouble])
@pytest.mark.parametrize("array", [Z, Z.T, Z[0, 0], Z[:, ::2], np.zeros((0, 3), complex)])
def test_there_and_back(array, dtype):
    array = np.asarray(array).astype(dtype)
    pairs = as_pairs(array)
    assert pairs.shape == (*array.shape, 2)
    assert pairs.dtype == array.real.dtype
    assert np.array_equal(as_complex(pairs), array)
    assert as_complex(pairs).dtype == array.dtype


def test_both_are_views_of_the_same_memory():
    pairs = as_pairs(Z.copy())
    as_complex(pairs)[0, 0] = 9j
    assert pairs[0, 0].tolist() == [0.0, 9.0]


def test_pairs_in_any_layout_are_complex_numbers():
    pairs = np.asfortranarray(as_pairs(Z))
    assert np.array_equal(as_complex(pairs), Z)
    assert np.array_equal(as_complex(as_pairs(Z)[::-1]), Z[::-1])


def test_half_precision_becomes_single():
    assert as_complex(np.ones((3, 2), np.float16)).dtype == np.complex64


def test_a_complex_step_has_no_place_in_pairs():
    with pytest.raises(TypeError, match="are no complex numbers"):
        as_complex(as_pairs(Z) + 1j)


@pytest.mark.parametrize(
    ("value", "complex_"), [(1j, True), (1.0, False), (Z, True), (Z.real, False), ([1, 2], False)]
)
def test_what_is_complex(value, complex_):
    assert is_complex(value) is complex_
