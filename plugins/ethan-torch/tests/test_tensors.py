"""The boundary between arrays and tensors keeps numbers, layout and precision, and shares no memory."""

import numpy as np
import pytest
import torch
from ethan_torch.tensors import as_array, as_tensor

PLAIN = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    "array",
    [
        PLAIN,
        PLAIN.T,
        PLAIN[:, ::-1],
        PLAIN[:, ::2],
        np.broadcast_to(PLAIN[0], (5, 3, 4)),
        np.asfortranarray(PLAIN),
        PLAIN.astype(">f8"),
        np.array(2.5),
        np.zeros((0, 3)),
        np.arange(3),
        np.array([True, False]),
        np.array([1 + 2j]),
        np.zeros(3, [("a", "i1"), ("b", "f8")])["b"],
    ],
)
def test_there_and_back_are_the_same_numbers(array):
    tensor = as_tensor(array)
    assert np.array_equal(as_array(tensor), array)
    assert as_array(tensor).dtype == array.dtype.newbyteorder("=")


def test_layout_is_kept():
    assert as_tensor(np.ones((3, 2)).T).stride() == (1, 2)


def test_memory_is_not_shared():
    array = np.ones(2)
    tensor = as_tensor(array)
    tensor += 1
    back = as_array(tensor)
    back += 1
    assert (array.tolist(), tensor.tolist()) == ([1, 1], [2, 2])


def test_precision_is_that_of_the_call():
    assert as_tensor(np.ones(2), dtype=torch.float32).dtype == torch.float32
    assert as_tensor(np.ones(2, complex), dtype=torch.float32).dtype == torch.complex64
    assert as_tensor(np.arange(2), dtype=torch.float32).dtype == torch.int64


def test_half_precision_and_lazy_views_become_arrays():
    assert as_array(torch.ones(2, dtype=torch.float16)).dtype == np.float32
    assert as_array(torch.tensor([1 + 2j]).conj())[0] == 1 - 2j
    assert as_array(torch._efficientzerotensor(2)).tolist() == [0, 0]
    assert as_array(torch.ones(2, requires_grad=True)).tolist() == [1, 1]
