"""Right functions on which a checker is easily wrong: smooth to the first order only, ill-conditioned, of low
precision, complex. Each has its derivative by hand, and a rule that draws it with arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from zoo.modern import load_modern

from ethan_core.case import Case

__all__ = ["FAMILIES", "Family"]

Array = np.ndarray


@dataclass(frozen=True)
class Family:
    """A kind of right layer, and how it is drawn.

    Args:
        draw: from a generator to a layer with its inputs.
        options: as `check_layer` takes them.
        is_modern: whether its rule draws layers, so that it has to be used as a rule.
    """

    name: str
    draw: Callable[[np.random.Generator], Case]
    options: Mapping[str, Any] = field(default_factory=dict)
    is_modern: bool = False


class Function:
    """A function of arrays with its pullback, as a layer."""

    def __init__(self, forward: Callable[..., Any], pullback: Callable[..., Any]) -> None:
        self.run, self.pull = forward, pullback

    def forward(self, *arrays: Array) -> Any:
        self.arrays = arrays
        return self.run(*arrays)

    def backward(self, g: Array) -> Any:
        return self.pull(g, *self.arrays)

    def __deepcopy__(self, memo: dict[int, Any]) -> Function:
        return Function(self.run, self.pull)


def _softplus(x: Array) -> Array:
    return np.log(1 + np.exp(x))


ONE_ARRAY: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "softsign": (lambda x: x / (1 + np.abs(x)), lambda g, x: g / (1 + np.abs(x)) ** 2),
    "elu": (
        lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
        lambda g, x: g * np.where(x > 0, 1, np.exp(np.minimum(x, 0))),
    ),
    "huber": (
        lambda x: np.where(np.abs(x) < 1, x * x / 2, np.abs(x) - 0.5),
        lambda g, x: g * np.clip(x, -1, 1),
    ),
    "x times its size": (lambda x: x * np.abs(x), lambda g, x: 2 * g * np.abs(x)),
    "smoothstep": (
        lambda x: (lambda t: t * t * (3 - 2 * t))(np.clip(x, 0, 1)),
        lambda g, x: g * 6 * np.clip(x, 0, 1) * (1 - np.clip(x, 0, 1)),
    ),
    "celu": (
        lambda x: np.maximum(x, 0) + np.minimum(0, 2 * np.expm1(x / 2)),
        lambda g, x: g * np.where(x > 0, 1, np.exp(np.minimum(x, 0) / 2)),
    ),
    "a naive softplus": (_softplus, lambda g, x: g / (1 + np.exp(-x))),
    "a naive sigmoid's logarithm": (
        lambda x: np.log(1 - 1 / (1 + np.exp(-x))),
        lambda g, x: -g / (1 + np.exp(-x)),
    ),
    "variance by two passes of sums": (
        lambda x: (x * x).mean(axis=1) - x.mean(axis=1) ** 2,
        lambda g, x: 2 * g[:, None] * (x - x.mean(axis=1, keepdims=True)) / x.shape[1],
    ),
}


def _ordinary(rng: np.random.Generator) -> Array:
    x = rng.normal(size=(int(rng.integers(1, 5)), int(rng.integers(1, 5)))) * rng.choice([0.1, 1, 3])
    if rng.random() < 0.5:  # Beside the corners, at a power of ten.
        x.flat[0] = rng.choice([0, 1, -1]) + rng.choice([-1, 1]) * 10.0 ** rng.uniform(-9, -1)
    return x


def _smooth(name: str, rng: np.random.Generator) -> Case:
    return Case(Function(*ONE_ARRAY[name]), (_ordinary(rng),))


def _conditioned(rng: np.random.Generator, most: float = 8.0) -> Array:
    """A square matrix of a condition of up to ten to the power of `most`."""
    n = int(rng.integers(2, 5))
    u, v = (np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(2))
    return (u * np.logspace(0, -rng.uniform(0, most), n)) @ v


def _solve(rng: np.random.Generator) -> Case:
    a = _conditioned(rng)

    def pullback(g: Array, a: Array, b: Array) -> tuple[Array, Array]:
        db = np.linalg.solve(a.T, g)
        return -db @ np.linalg.solve(a, b).T, db

    return Case(Function(np.linalg.solve, pullback), (a, rng.normal(size=(len(a), 2))))


def _inverse(rng: np.random.Generator) -> Case:
    def pullback(g: Array, a: Array) -> Array:
        m = np.linalg.inv(a)
        return -m.T @ g @ m.T

    return Case(Function(np.linalg.inv, pullback), (_conditioned(rng),))


def _log_determinant(rng: np.random.Generator) -> Case:
    forward = lambda a: np.linalg.slogdet(a)[1] * np.ones(1)  # noqa: E731
    return Case(Function(forward, lambda g, a: g * np.linalg.inv(a).T), (_conditioned(rng),))


def _symmetric(rng: np.random.Generator) -> Array:
    a = _conditioned(rng, 4.0)
    return a @ a.T


def _eigenvalues(rng: np.random.Generator) -> Case:
    def pullback(g: Array, a: Array) -> Array:
        _, vectors = np.linalg.eigh(a)
        return (vectors * g) @ vectors.T

    return Case(Function(np.linalg.eigvalsh, pullback), (_symmetric(rng),))


def _cholesky(rng: np.random.Generator) -> Case:
    def pullback(g: Array, a: Array) -> Array:
        factor = np.linalg.cholesky(a)
        m = np.tril(factor.T @ np.tril(g))
        m[np.diag_indices(len(a))] /= 2
        s = np.linalg.solve(factor.T, np.linalg.solve(factor.T, m.T).T)
        return (s + s.T) / 2

    return Case(Function(np.linalg.cholesky, pullback), (_symmetric(rng),))


class Narrow:
    """A linear layer and a nonlinearity in one precision throughout."""

    def __init__(self, dtype: type, rng: np.random.Generator) -> None:
        self.W = rng.normal(size=(3, 2)).astype(dtype)

    def forward(self, x: Array) -> Array:
        self.x = x
        self.y = np.tanh(x @ self.W)
        return self.y

    def backward(self, g: Array) -> Array:
        dz = g * (1 - self.y**2)
        self.dW = self.x.T @ dz
        return dz @ self.W.T


def _narrow(dtype: type, rng: np.random.Generator) -> Case:
    return Case(Narrow(dtype, rng), (rng.normal(size=(4, 3)).astype(dtype),))


COMPLEX: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "complex square": (lambda z: z * z, lambda g, z: g * np.conj(2 * z)),
    "complex exponential": (np.exp, lambda g, z: g * np.conj(np.exp(z))),
    "modulus": (np.abs, lambda g, z: g * z / np.abs(z)),
    "inverse": (lambda z: 1 / z, lambda g, z: -g * np.conj(1 / z**2)),
    "fourier": (np.fft.fft, lambda g, z: np.fft.ifft(g) * z.shape[-1]),
    "power spectrum": (
        lambda z: np.abs(np.fft.fft(z)) ** 2,
        lambda g, z: 2 * z.shape[-1] * np.fft.ifft(g * np.fft.fft(z)),
    ),
}


def _complex(name: str, rng: np.random.Generator) -> Case:
    z = rng.normal(size=(3, 4)) + 1j * rng.normal(size=(3, 4))
    return Case(Function(*COMPLEX[name]), (z.astype(rng.choice([np.complex64, np.complex128])),))


def _modern() -> list[Family]:
    return [
        Family(one.name, partial(one.draw, one.cls), one.options, is_modern=True) for one in load_modern()
    ]


FAMILIES = (
    *(Family(name, partial(_smooth, name)) for name in ONE_ARRAY),
    Family("solve", _solve),
    Family("inverse of a matrix", _inverse),
    Family("log determinant", _log_determinant),
    Family("eigenvalues", _eigenvalues),
    Family("cholesky", _cholesky),
    Family("float16 throughout", partial(_narrow, np.float16)),
    Family("float32 throughout", partial(_narrow, np.float32)),
    *(Family(name, partial(_complex, name)) for name in COMPLEX),
    *_modern(),
)
