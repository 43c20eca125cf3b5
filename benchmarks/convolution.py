"""Conv2d and MaxPool2d, forward and backward, beside PyTorch on one core of one machine in one run.

    python benchmarks/convolution.py

Both sides run by turns, so that a slow moment of the machine meets both; the table shows medians. The
backward of both sides computes the gradients of the input, the weights and the bias. PyTorch's includes
nothing of its forward, Ethan's recomputes what it needs of it.
"""

# ruff: noqa: E402 - the number of threads is read when numpy is imported

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_name] = "1"

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import torch

from ethan_core.net import Conv2d, MaxPool2d

ROUNDS = 40
BATCH, CHANNELS, SIDE, KERNELS, WINDOW, POOL = 32, 3, 32, 16, 3, 2


def main() -> None:
    """Print one row for each layer, direction and dtype: milliseconds of both, and their ratio."""
    torch.set_num_threads(1)
    print(f"batch {BATCH}, {CHANNELS}x{SIDE}x{SIDE}, {KERNELS} kernels {WINDOW}x{WINDOW}, pool {POOL}x{POOL}")
    print(f"{'':30}{'Ethan':>10}{'PyTorch':>10}{'ratio':>8}")
    for dtype in ("float64", "float32"):
        for label, ours, theirs in [*convolution(dtype), *pooling(dtype)]:
            mine, peer = by_turns(ours, theirs)
            print(f"{label + ' ' + dtype:30}{mine * 1e3:7.2f} ms{peer * 1e3:7.2f} ms{mine / peer:8.2f}")


Row = tuple[str, Callable[[], object], Callable[[], object]]


def convolution(dtype: str) -> list[Row]:
    """Conv2d on a batch of images."""
    rng = np.random.default_rng(0)
    layer = Conv2d(CHANNELS, KERNELS, WINDOW, generator=rng, dtype=dtype)
    X = rng.standard_normal((BATCH, CHANNELS, SIDE, SIDE)).astype(dtype)
    peer = torch.nn.Conv2d(CHANNELS, KERNELS, WINDOW, dtype=getattr(torch, dtype))
    with torch.no_grad():
        peer.weight.copy_(torch.from_numpy(layer.W))
        peer.bias.copy_(torch.from_numpy(layer.b))
    return rows("Conv2d", layer, X, peer, list(peer.parameters()))


def pooling(dtype: str) -> list[Row]:
    """MaxPool2d on what Conv2d gives."""
    side = SIDE - WINDOW + 1
    X = np.random.default_rng(1).standard_normal((BATCH, KERNELS, side, side)).astype(dtype)
    return rows("MaxPool2d", MaxPool2d(POOL), X, torch.nn.MaxPool2d(POOL), [])


def rows(
    name: str,
    layer: Conv2d | MaxPool2d,
    X: np.ndarray,
    peer: torch.nn.Module,
    parameters: list[torch.nn.Parameter],
) -> list[Row]:
    """Forward and backward of one layer and its peer, after a check that they agree."""
    leaf = torch.from_numpy(X).requires_grad_()
    Y, out = layer.forward(X), peer(leaf)
    np.testing.assert_allclose(Y, out.detach().numpy(), rtol=1e-3, atol=1e-4)
    dL_dY = np.random.default_rng(2).standard_normal(Y.shape).astype(X.dtype)
    cotangent = torch.from_numpy(dL_dY)

    def forward() -> object:
        with torch.no_grad():
            return peer(leaf)

    def backward() -> tuple[torch.Tensor, ...]:
        return torch.autograd.grad(out, [leaf, *parameters], cotangent, retain_graph=True)

    np.testing.assert_allclose(layer.gradients(X, dL_dY)[0], backward()[0].numpy(), rtol=1e-3, atol=1e-4)
    return [
        (f"{name} forward", lambda: layer.forward(X), forward),
        (f"{name} backward", lambda: layer.backward(X, dL_dY, 0.0), backward),
    ]


def by_turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """The median seconds of each, measured alternately."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for run, taken in zip((ours, theirs), seconds, strict=True):
            start = perf_counter()
            run()
            taken.append(perf_counter() - start)
    return median(seconds[0]), median(seconds[1])


if __name__ == "__main__":
    main()
