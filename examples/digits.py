"""A convolutional network learns to read handwritten digits, with layers whose gradients Ethan checks.

    python examples/digits.py

It needs scikit-learn for its 1,797 images of 8 by 8 pixels. A quarter of them is held out. Everything is
seeded: two runs on one machine print the same lines.
"""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits

from ethan_core.fn import Relu, SoftmaxCrossEntropy
from ethan_core.net import Conv2d, Dropout, Flatten, MaxPool2d, Mlp, Sequential

EPOCHS, BATCH, RATE = 20, 16, 0.3


def main() -> float:
    """Train, print a line for each epoch, and return the share of held-out images read rightly."""
    rng = np.random.default_rng(0)
    (X, target), (held_out, labels) = images(rng)
    net = network(rng)
    accuracy = 0.0
    for epoch in range(1, EPOCHS + 1):
        order = rng.permutation(len(X))
        net.training = True
        batches = np.split(order[: len(X) // BATCH * BATCH], len(X) // BATCH)  # whole ones only
        rate = RATE * (1 - (epoch - 1) / EPOCHS)
        losses = [net.train_step(X[rows], target[rows], rate) for rows in batches]
        net.training = False
        accuracy = float(np.mean(net.forward(held_out).argmax(axis=1) == labels))
        print(f"epoch {epoch:2}  loss {np.mean(losses):.4f}  held-out accuracy {accuracy:.2%}")
    return accuracy


def images(rng: np.random.Generator) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Images and one-hot targets to learn from, images and labels to be judged by."""
    digits = load_digits()
    order = rng.permutation(len(digits.target))
    X = (digits.images[order, None] / 16).astype(np.float32)
    labels = digits.target[order]
    share = len(X) * 3 // 4
    target = np.eye(10, dtype=np.float32)[labels[:share]]
    return (X[:share], target), (X[share:], labels[share:])


def network(rng: np.random.Generator) -> Sequential:
    """One convolution, pooling, and two linear layers, in float32."""
    return Sequential(
        Conv2d(1, 16, 3, padding=1, generator=rng, dtype=np.float32),
        Relu(),
        MaxPool2d(2),
        Flatten(),
        Mlp(16 * 4 * 4, 64, generator=rng, dtype=np.float32),
        Relu(),
        Dropout(0.3, generator=rng),
        Mlp(64, 10, generator=rng, dtype=np.float32),
        loss=SoftmaxCrossEntropy(),
    )


if __name__ == "__main__":
    main()
