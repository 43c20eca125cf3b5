"""Every reference layer in several configurations, each with an input, for tests that hold for all."""

from __future__ import annotations

import numpy as np

from core.differences import distinct
from ethan_core.fn import MSE, CrossEntropy, Gelu, Relu, Sigmoid, Softmax, SoftmaxCrossEntropy
from ethan_core.net import Conv2d, Dropout, Flatten, MaxPool2d, Mlp, Sequential


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


LAYERS = {
    "relu": (Relu, (3, 4)),
    "gelu": (Gelu, (3, 4)),
    "sigmoid": (Sigmoid, (2, 3, 2)),
    "softmax": (Softmax, (3, 4)),
    "softmax-axis0": (lambda: Softmax(0), (3, 4)),
    "softmax-axis1": (lambda: Softmax(1), (2, 3, 2)),
    "mlp": (lambda: Mlp(4, 3, generator=rng()), (5, 4)),
    "dropout": (lambda: Dropout(0.4, generator=rng()), (3, 4)),
    "dropout-evaluation": (lambda: Dropout(0.4, generator=rng(), training=False), (3, 4)),
    "flatten": (Flatten, (2, 3, 2, 2)),
    "conv2d": (lambda: Conv2d(2, 3, (2, 3), generator=rng()), (2, 2, 4, 5)),
    "conv2d-strided": (lambda: Conv2d(1, 2, 3, (2, 3), (2, 1), generator=rng()), (3, 1, 6, 7)),
    "conv2d-1x1": (lambda: Conv2d(3, 2, 1, generator=rng()), (2, 3, 3, 2)),
    "max-pool": (lambda: MaxPool2d(2), (2, 3, 4, 5)),
    "max-pool-overlapping": (lambda: MaxPool2d((3, 2), (1, 2)), (2, 2, 5, 5)),
    "max-pool-1x1": (lambda: MaxPool2d(1), (2, 1, 2, 3)),
    "sequential": (
        lambda: Sequential(
            Conv2d(1, 2, 3, padding=1, generator=rng()),
            Relu(),
            MaxPool2d(2),
            Flatten(),
            Mlp(8, 3, generator=rng()),
        ),
        (3, 1, 4, 4),
    ),
}
LOSSES = {"mse": MSE, "cross-entropy": CrossEntropy, "softmax-cross-entropy": SoftmaxCrossEntropy}


def made(name: str, dtype: str = "float64"):
    """The layer and its input, both in one dtype, parameters off their initial values."""
    factory, shape = LAYERS[name]
    layer, generator = factory(), rng()
    for owner in getattr(layer, "layers", (layer,)):
        for key, parameter in owner.parameters().items():
            setattr(owner, key, (parameter + 0.1 * generator.standard_normal(parameter.shape)).astype(dtype))
    return layer, distinct(generator, shape).astype(dtype)


def probabilities(generator: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Positive numbers that sum to 1 along the last axis."""
    weights = generator.uniform(0.1, 1, shape)
    return weights / weights.sum(axis=-1, keepdims=True)
