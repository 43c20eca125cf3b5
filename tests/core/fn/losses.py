"""What all losses are held to."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_core.errors import DTypeError, ShapeError

each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def assert_finite_at_far_predictions(loss, dtype) -> None:
    """A finite value and gradient, without a floating-point error, for predictions up to 1e4."""
    P = np.array([[1e4, -1e4, 0.0], [1e4, 1e4, 1e4], [-1e4, -1e4, 9e3]], dtype)
    T = np.array([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5], [1.0, 0.0, 0.0]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(loss.value(P, T))
        assert np.isfinite(loss.gradient(P, T)).all()


def assert_refuses_shapes_that_differ(loss, axes: str) -> None:
    """The message names the target, its shape and the axis."""
    with pytest.raises(ShapeError) as caught:
        loss.gradient(np.ones((3, 2)), np.ones((4, 2)))
    assert str(caught.value) == (
        f"{type(loss).__name__}.gradient: target has shape (4, 2), expected ({axes}): axis 0 is 4, but N is 3"
    )
    with pytest.raises(ShapeError, match="target has shape"):
        loss.value(np.ones((3, 1)), np.ones(3))
    with pytest.raises(ShapeError, match=r"prediction has shape \(\), expected"):
        loss.value(np.ones(()), np.ones(()))


def assert_refuses_empty_arrays_and_integers(loss) -> None:
    """No mean over nothing, and no gradient by whole numbers."""
    with pytest.raises(ShapeError, match=r"prediction has shape \(0, 2\), expected at least one entry"):
        loss.value(np.ones((0, 2)), np.ones((0, 2)))
    with pytest.raises(DTypeError, match=r"value: target has dtype int64, expected floating point"):
        loss.value(np.ones((1, 2)), np.ones((1, 2), np.int64))
