"""What all activations are held to: finite results at far inputs, and accuracy to the last digits."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

FAR = np.array([-1e4, -1e3, -750.0, -100.0, -20.0, 0.0, 20.0, 100.0, 750.0, 1e3, 1e4])

each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def ulps(actual: np.ndarray, expected: list[mpmath.mpf], scale: list[mpmath.mpf]) -> float:
    """The largest error, in units in the last place of each entry's scale."""
    worst = mpmath.mpf(0)
    for got, truth, size in zip(actual.ravel().tolist(), expected, scale, strict=True):
        unit = max(mpmath.mpf(float(np.spacing(actual.dtype.type(float(size))))), mpmath.mpf(5e-324))
        worst = max(worst, abs(mpmath.mpf(got) - truth) / unit)
    return float(worst)


def assert_finite_at_far_inputs(layer, dtype) -> None:
    """Finite outputs and gradients, without a floating-point error, up to 1e30 or 1e300."""
    X = np.concatenate([FAR, [1e30, -1e30] if dtype == np.float32 else [1e300, -1e300]]).astype(dtype)[None]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(layer.forward(X)).all()
        assert np.isfinite(layer.gradients(X, np.ones_like(X))[0]).all()


def assert_takes_an_array_without_axes(layer) -> None:
    """A single number in, a single number out, as arrays."""
    Y = layer.forward(np.array(2.0))
    assert isinstance(Y, np.ndarray)
    assert Y.shape == layer.gradients(np.array(2.0), Y)[0].shape == ()
