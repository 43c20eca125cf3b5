"""Outputs are one flat vector, and become what they were again."""

import numpy as np
import pytest

from ethan_check.subject.execution.outputs import flatten, is_output, unflatten


@pytest.mark.parametrize(
    "value",
    [
        np.ones(2),
        np.zeros((0, 3)),
        np.array(1.0),
        1,
        2.5,
        1j,
        True,
        np.float32(1),
        (np.ones(2), 1.0),
        [np.ones(2), np.ones((3, 1))],
    ],
    ids=str,
)
def test_arrays_and_numbers_and_several_of_them_are_outputs(value):
    assert is_output(value)


@pytest.mark.parametrize(
    "value",
    [None, "text", (), [], {"y": 1.0}, (np.ones(2), None), np.array(["a"]), object(), (x for x in [1.0])],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_none(value):
    assert not is_output(value)


OUTPUTS = [
    np.arange(6.0).reshape(2, 3),
    np.array(3.0),
    np.zeros((0, 3)),
    np.arange(4.0)[::2],
    (np.ones(2), np.array(2.0), np.zeros((2, 0))),
    [np.ones((1, 2)), np.arange(3.0)],
    2.5,
]


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_a_vector_takes_the_shape_of_the_output_back(output):
    again = unflatten(flatten(output), output)
    assert type(again) is (np.ndarray if isinstance(output, float) else type(output))
    pieces, originals = (again, output) if isinstance(output, tuple | list) else ((again,), (output,))
    for piece, original in zip(pieces, originals, strict=True):
        assert piece.shape == np.shape(original)
        assert np.array_equal(piece, original)


def test_pieces_are_laid_end_to_end():
    assert flatten((np.array([[1.0, 2.0], [3.0, 4.0]]), 5.0, np.zeros(0))).tolist() == [1, 2, 3, 4, 5]


def test_a_subclass_of_list_stays_one_and_a_named_tuple_becomes_a_tuple():
    class Pieces(list):
        pass

    assert type(unflatten(np.ones(2), Pieces([1.0, 1.0]))) is Pieces
    assert unflatten(np.ones(1), (0.0,)) == (1.0,)


@pytest.mark.parametrize(
    ("dtype", "kept"),
    [
        (np.float16, np.float16),
        (np.float32, np.float32),
        (np.longdouble, np.longdouble),
        (np.int64, np.float64),
        (bool, np.float64),
    ],
)
def test_a_cotangent_has_the_dtype_of_real_outputs_and_is_never_an_integer(dtype, kept):
    assert unflatten(np.array([0.5, 0.25]), np.zeros(2, dtype)).dtype == kept


def test_the_shaped_vector_is_a_copy():
    vector = np.zeros(2)
    unflatten(vector, np.ones(2))[0] = 1.0
    assert not vector.any()


def test_outputs_in_outputs_are_one_vector_too_or_no_output():
    """As recurrent layers return them: y, (h, c)."""
    output = (np.ones((2, 3)), (np.ones(2), np.ones(3)))
    assert not is_output(output) or flatten(output).size == 11
