"""Forward at complex numbers: the derivative that comes out is that of jax, to the last places."""

import jax
import jax.numpy as jnp
import jax.scipy as jsp
import numpy as np
import pytest
from ethan_jax.analytic import at_complex
from ethan_jax.translation import translate

STEP = 2.0**-66

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3))
POSITIVE, UNIT = np.abs(X) + 0.5, 1 / (1 + np.exp(-Y))
SQUARE = RNG.normal(size=(3, 3)) + 3 * np.eye(3)
DEFINITE = X.T @ X + np.eye(3)
IDS, IMAGE, KERNEL = np.array([1, 0, 1, 3]), RNG.normal(size=(2, 3, 5, 5)), RNG.normal(size=(4, 3, 3, 3))


@jax.custom_vjp
def ruled(x):
    return jnp.tanh(jnp.abs(x))


ruled.defvjp(lambda x: (ruled(x), x), lambda x, g: (g * jnp.sign(x) * (1 - jnp.tanh(x) ** 2),))


def repeated(x):
    return jax.lax.fori_loop(0, 3, lambda _, y: jnp.maximum(y, 0.9 * y) * 1.1, x)


CASES = {
    **{
        name: (getattr(jax.nn, name), (X,))
        for name in (
            "relu",
            "relu6",
            "softplus",
            "soft_sign",
            "silu",
            "mish",
            "log_sigmoid",
            "elu",
            "selu",
            "celu",
            "gelu",
            "leaky_relu",
            "hard_tanh",
            "squareplus",
            "softmax",
            "log_softmax",
            "logsumexp",
            "standardize",
        )
    },
    **{
        name: (getattr(jnp, name), (X,))
        for name in ("abs", "max", "min", "median", "sort", "std", "cumsum", "ptp", "square", "cbrt")
    },
    **{
        name: (getattr(jsp.special, name), (X,)) for name in ("erf", "erfc", "ndtr", "i0e", "i1e", "log_ndtr")
    },
    **{name: (getattr(jsp.special, name), (POSITIVE,)) for name in ("gammaln", "digamma")},
    **{name: (getattr(jsp.special, name), (UNIT,)) for name in ("logit", "erfinv", "ndtri")},
    **{
        name: (getattr(jnp, name), (X, Y)) for name in ("maximum", "minimum", "arctan2", "hypot", "logaddexp")
    },
    "cube": (lambda x: x**3, (X,)),
    "power": (jnp.power, (POSITIVE, Y)),
    "clip": (lambda x: jnp.clip(x, -0.5, 0.5), (X,)),
    "remainder": (lambda x: jnp.mod(x, 0.7), (X,)),
    "gammainc": (lambda x: jsp.special.gammainc(1.5, x), (POSITIVE,)),
    "take": (lambda x: jnp.take(x, IDS, axis=0), (X,)),
    "scattered": (lambda x, y: x.at[IDS].add(y), (X, Y)),
    "set": (lambda x, y: x.at[1].set(y[0]), (X, Y)),
    "segment sum": (lambda x: jax.ops.segment_sum(x, IDS, num_segments=4), (X,)),
    "top k": (lambda x: jax.lax.top_k(x, 2), (X,)),
    "running maximum": (lambda x: jax.lax.cummax(x, axis=1), (X,)),
    "convolution": (lambda x, k: jax.lax.conv(x, k, (1, 1), "SAME"), (IMAGE, KERNEL)),
    "matrix product": (jnp.matmul, (X, Y.T)),
    "solved": (jnp.linalg.solve, (SQUARE, X.T)),
    "inverse": (jnp.linalg.inv, (SQUARE,)),
    "slogdet": (lambda a: jnp.linalg.slogdet(a)[1], (SQUARE,)),
    "cholesky": (jnp.linalg.cholesky, (DEFINITE,)),
    "eigvalsh": (jnp.linalg.eigvalsh, (DEFINITE,)),
    "singular values": (lambda a: jnp.linalg.svd(a, compute_uv=False), (X,)),
    "scan": (lambda c, x: jax.lax.scan(lambda c, x: (jnp.tanh(c + x), jax.nn.relu(c * x)), c, x), (X[0], X)),
    "loop": (repeated, (X,)),
    "branch": (lambda x: jax.lax.cond(x[0, 0] > 0, jnp.sin, jax.nn.relu, x), (X,)),
    "rule": (ruled, (X,)),
    "compiled": (jax.jit(jax.nn.relu), (X,)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_derivative_is_that_of_jax(name):
    function, inputs = CASES[name]
    rng = np.random.default_rng(0)
    along = [rng.normal(size=one.shape) for one in inputs]

    def outputs(*arrays):
        leaves = jax.tree.leaves(function(*arrays))
        return tuple(one for one in leaves if jnp.issubdtype(one.dtype, jnp.floating))

    with jax.enable_x64(True):
        values, back = jax.vjp(outputs, *map(jnp.asarray, inputs))
        u = [rng.normal(size=one.shape) for one in values]
        gradients = back(tuple(map(jnp.asarray, u)))
        expected = sum(np.sum(np.array(g) * v) for g, v in zip(gradients, along, strict=True))
        step = [jnp.asarray(x + 1j * STEP * v) for x, v in zip(inputs, along, strict=True)]
        found = jax.jit(lambda arrays: at_complex(lambda given: outputs(*given), arrays))(step)
        values, found = list(map(np.array, values)), list(map(np.array, found))
    terms = [np.ravel(one * y.imag / STEP) for one, y in zip(u, found, strict=True)]
    assert abs(np.concatenate(terms).sum() - expected) <= 1e-13 * (np.abs(np.concatenate(terms)).sum() + 1)
    assert all(
        np.allclose(y.real, value, rtol=1e-12, atol=1e-12) for y, value in zip(found, values, strict=True)
    )


def test_what_cannot_be_told_is_refused():
    def narrow(arrays):
        return (arrays[0].astype("float32").astype("float64"),)

    with jax.enable_x64(True), pytest.raises(NotImplementedError, match="it rounds"):
        at_complex(narrow, [jnp.ones(2) + 0j])


def test_a_layer_takes_the_step_and_leaves_complex_programs_alone():
    layer = translate(jax.nn.relu, (X,)).layer
    assert np.array_equal(layer.forward(X + 1j * STEP).imag > 0, X > 0)
    assert translate(jnp.abs, (np.array([3 + 4j]),)).layer.forward(np.array([3 + 4j])).tolist() == [5.0]
