"""What Sequential is checked on: a chain of affine maps, and a convolutional classifier with its loss."""

from __future__ import annotations

import numpy as np

from ethan_core.case import Case
from ethan_core.fn.relu import Relu
from ethan_core.fn.sigmoid import Sigmoid
from ethan_core.fn.softmax_cross_entropy import SoftmaxCrossEntropy
from ethan_core.net.conv2d import Conv2d
from ethan_core.net.flatten import Flatten
from ethan_core.net.max_pool2d import MaxPool2d
from ethan_core.net.mlp import Mlp
from ethan_core.net.sequential import Sequential
from ethan_core.registry import register

__all__ = ["classifier", "perceptron"]


def perceptron(rng: np.random.Generator) -> Case:
    """Two affine maps with a Sigmoid between them, on 1 to 4 rows.

    >>> perceptron(np.random.default_rng(0)).label
    'Mlp, Sigmoid, Mlp'
    """
    layer = Sequential(Mlp(3, 4, generator=rng), Sigmoid(), Mlp(4, 2, generator=rng))
    return Case(layer, (rng.standard_normal((int(rng.integers(1, 5)), 3)),), "Mlp, Sigmoid, Mlp")


def classifier(rng: np.random.Generator) -> Case:
    """A small convolutional network as a loss, on 1 to 4 images of 4 by 4 and their classes.

    >>> case = classifier(np.random.default_rng(0))
    >>> bool(case.layer.value(*case.inputs) > 0)
    True
    """
    layer = Sequential(
        Conv2d(1, 2, 3, padding=1, generator=rng),
        Relu(),
        MaxPool2d(2),
        Flatten(),
        Mlp(8, 3, generator=rng),
        loss=SoftmaxCrossEntropy(),
    )
    batch = int(rng.integers(1, 5))
    target = np.eye(3)[rng.integers(0, 3, batch)]
    return Case(layer, (rng.standard_normal((batch, 1, 4, 4)), target), "convolutional classifier")


register("sequential.v1", Sequential, cases=[perceptron, classifier])
