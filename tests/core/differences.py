"""Gradients by differences, written without a line of the code under test."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def numeric_gradient(function: Callable[[], float], array: np.ndarray, step: float = 1e-3) -> np.ndarray:
    """The gradient of a number by each entry of an array, which is moved in place and put back.

    Five points in a row: the error is of the fourth order in the step.
    """
    gradient = np.zeros(array.shape)
    for index in np.ndindex(array.shape):
        kept = array[index]
        at = []
        for k in (-2, -1, 1, 2):
            array[index] = kept + k * step
            at.append(float(function()))
        array[index] = kept
        gradient[index] = (at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * step)
    return gradient


def assert_layer_gradients(layer, X: np.ndarray, *, seed: int = 0, step: float = 1e-3) -> None:
    """Hold dL_dX to the derivative of sum(U * Y) and parameters to the same over the batch size."""
    U = np.random.default_rng(seed).standard_normal(layer.forward(X).shape)
    dL_dX, by_name = layer.gradients(X, U)

    def scalar() -> float:
        return float((U * layer.forward(X)).sum())

    np.testing.assert_allclose(dL_dX, numeric_gradient(scalar, X, step), rtol=1e-7, atol=1e-9)
    assert sorted(by_name) == sorted(layer.parameters())
    for name, parameter in layer.parameters().items():
        expected = numeric_gradient(scalar, parameter, step) / X.shape[0]
        np.testing.assert_allclose(by_name[name], expected, rtol=1e-7, atol=1e-9, err_msg=name)


def assert_loss_gradient(loss, prediction: np.ndarray, target: np.ndarray, *, step: float = 1e-3) -> None:
    """Hold the gradient to N times the derivative of the value."""
    numeric = numeric_gradient(lambda: loss.value(prediction, target), prediction, step)
    expected = prediction.shape[0] * numeric
    np.testing.assert_allclose(loss.gradient(prediction, target), expected, rtol=1e-7, atol=1e-9)


def distinct(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers that all lie 0.1 apart and at least 0.05 from 0, so that no step crosses a kink."""
    count = int(np.prod(shape))
    return (rng.permutation(count).reshape(shape) - count // 2 + 0.5) / 10
