"""What is accused in jax itself, shown without Ethan. Run it with `python benchmarks/defects.py`."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import spence


def difference(function, x: float, step: float = 1e-5) -> float:
    """Central, of a function of one number."""
    return float(function(x + step) - function(x - step)) / (2 * step)


def main() -> None:
    """Print jax's gradients beside the derivatives."""
    with jax.enable_x64(True):
        for x in (1.0, 2.0):
            print(f"spence'({x}): jax {jax.grad(spence)(x)}, derivative {difference(spence, x):.6f}")

        x = jnp.float32(0.013)
        narrow, wide = float(jax.grad(jnp.sinc)(x)), float(jax.grad(jnp.sinc)(jnp.float64(x)))
        lost = abs(narrow / wide - 1) / float(jnp.finfo(jnp.float32).eps)
        print(f"sinc'({x}) in float32: {narrow:.9f}, in float64 {wide:.9f}: {lost:.0f} units are lost")

        def corner(t: float) -> jax.Array:
            rows = jnp.array([[1.0, 2.0, 0.5], [0.3, -1.0, 2.0], [0.0, 0.0, 0.0]])
            return jnp.linalg.qr(rows.at[2, 2].add(t))[1][0, 2]

        print(f"qr, a row of zeros: jax {jax.grad(corner)(0.0)}, derivative {difference(corner, 0.0):.6f}")

        q, k, v = np.random.default_rng(0).normal(size=(3, 1, 2, 1, 4))
        weights = jax.nn.softmax(jnp.einsum("bthd,bshd->bhts", q, k) / 2.0, -1)
        exact = jnp.einsum("bhts,bshd->bthd", weights, v)
        off = float(jnp.abs(jax.nn.dot_product_attention(q, k, v) - exact).max())
        print(f"dot_product_attention in float64: off by {off:.0e}, as its softmax runs in float32")


if __name__ == "__main__":
    main()
