"""What backward reports is validated, and the reduction over the batch undone."""

import numpy as np
import pytest

from ethan_check.subject.gradients import BadGradient, validated_gradients


def validated(gradient, shape, factor=1.0, **more):
    return validated_gradients({"W": gradient, **more}, {"W": shape}, lambda name: factor)["W"]


def fault(gradient, shape=(2, 3), **options):
    with pytest.raises(BadGradient) as caught:
        validated_gradients({"W": gradient}, {"W": shape}, lambda name: 1.0, **options)
    assert caught.value.target == "dL_dW"
    return str(caught.value)


@pytest.mark.parametrize(
    ("gradient", "shape"),
    [
        (np.ones((2, 3)), (2, 3)),
        (np.array(2.0), ()),
        (2.0, ()),
        (3, ()),
        (np.float32(1), ()),
        (np.zeros((0, 2)), (0, 2)),
        ([[1.0], [2.0]], (2, 1)),
        (np.arange(3), (3,)),
        (np.array([1j]), (1,)),
        (np.array([np.nan, np.inf]), (2,)),
    ],
    ids=str,
)
def test_numbers_in_the_shape_of_the_array_are_a_gradient(gradient, shape):
    found = validated(gradient, shape)
    assert isinstance(found, np.ndarray)
    assert np.array_equal(found, gradient, equal_nan=True)


def test_only_what_is_owed_is_looked_at():
    assert validated_gradients({"extra": "text"}, {}, lambda name: 1.0) == {}
    assert validated(np.ones(1), (1,), extra=object()).tolist() == [1.0]


@pytest.mark.parametrize("reported", [{}, {"W": None}])
def test_a_gradient_that_is_missing_is_told(reported):
    with pytest.raises(BadGradient, match=r"^dL_dW is None, but W \(2, 3\) is owed a gradient$"):
        validated_gradients(reported, {"W": (2, 3)}, lambda name: 1.0)


def test_why_there_is_none_is_told():
    text = fault(None, (), why_missing=lambda name: f"backward has none for {name}")
    assert text == "backward has none for W"


EXPECTED = "expected an array of shape (2, 3)"


@pytest.mark.parametrize(
    ("gradient", "text"),
    [
        (np.ones((3, 2)), "dL_dW has shape (3, 2), expected (2, 3), the shape of W"),
        (np.ones((1, 3)), "dL_dW has shape (1, 3), expected (2, 3), the shape of W"),
        (1.0, "dL_dW has shape (), expected (2, 3), the shape of W"),
        (np.zeros((0,)), "dL_dW has shape (0,), expected (2, 3), the shape of W"),
        ("text", "dL_dW is a str, expected an array of shape (2, 3)"),
        ({"W": 1.0}, "dL_dW is a dict, expected an array of shape (2, 3)"),
        ([np.ones(2), np.ones(3)], f"dL_dW is a list of pieces of several shapes, {EXPECTED}"),
        ((x for x in [1.0]), "dL_dW is a generator, expected an array of shape (2, 3)"),
        (np.array([[None] * 3] * 2), "dL_dW is an array of objects, expected an array of shape (2, 3)"),
    ],
    ids=["turned", "broadcast", "number", "empty", "text", "mapping", "ragged", "generator", "objects"],
)
def test_what_is_no_gradient_of_the_array_is_told(gradient, text):
    assert fault(gradient) == text


def test_the_first_that_is_wrong_is_told():
    with pytest.raises(BadGradient) as caught:
        validated_gradients({"a": np.ones(1), "c": None}, {"a": (1,), "b": (1,), "c": (1,)}, lambda name: 1.0)
    assert caught.value.target == "dL_db"


def test_the_reduction_is_undone_by_name():
    reported = {"W": np.ones(2), "b": np.ones(1)}
    found = validated_gradients(reported, {"W": (2,), "b": (1,)}, lambda name: {"W": 4.0, "b": 0.5}[name])
    assert found["W"].tolist() == [4.0, 4.0]
    assert found["b"].tolist() == [0.5]
    assert reported["W"].tolist() == [1.0, 1.0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble, np.complex128])
def test_a_factor_leaves_the_dtype_alone(dtype):
    found = validated(np.ones(2, dtype), (2,), 3.0)
    assert (found.dtype, found.tolist()) == (dtype, [3.0, 3.0])


def test_a_factor_of_less_than_one_does_not_make_integers_zero():
    """Per-sample gradients of a layer that returns whole numbers."""
    assert validated(np.array([4, 8]), (2,), 0.25).tolist() == [1.0, 2.0]
