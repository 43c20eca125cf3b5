"""Rules (`jax.custom_vjp`, `jax.custom_jvp`) that are right, one for each way of writing them."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

X = np.array([[0.6, -1.1, 1.7], [0.3, 0.9, -0.4], [-1.3, 0.8, 1.2], [2.1, -0.7, 0.5]], np.float32)
W = np.array([[1.4, 0.2, -0.9], [-0.5, 1.1, 0.7], [0.8, -1.6, 0.4], [0.9, 1.3, -0.2]], np.float32)
BIAS = np.array([0.5, -1.0, 2.0, 0.1], np.float32)


def ruled(function, forward, backward, **options):
    """A function with a rule of its own, without touching the function."""
    nondiff = options.pop("nondiff_argnums", ())
    rule = jax.custom_vjp(function, nondiff_argnums=nondiff)
    rule.defvjp(forward, backward, **options)
    return rule


@jax.custom_vjp
def square(x, w):
    """x^2 w, from saved inputs."""
    return x * x * w


def square_fwd(x, w):
    return square(x, w), (x, w)


def square_bwd(saved, g):
    x, w = saved
    return 2 * x * w * g, x * x * g


square.defvjp(square_fwd, square_bwd)


@jax.custom_vjp
def tanh(x):
    """From its output."""
    return jnp.tanh(x)


def tanh_fwd(x):
    y = jnp.tanh(x)
    return y, y


tanh.defvjp(tanh_fwd, lambda y, g: (g * (1 - y * y),))


@jax.custom_vjp
def linear(parameters, x):
    """Parameters as a tree."""
    return x @ parameters["weight"].T + parameters["bias"]


def linear_fwd(parameters, x):
    return linear(parameters, x), (parameters["weight"], x)


def linear_bwd(saved, g):
    weight, x = saved
    return {"weight": g.T @ x, "bias": g.sum(0)}, g @ weight


linear.defvjp(linear_fwd, linear_bwd)


@partial(jax.custom_vjp, nondiff_argnums=(1, 2))
def powered(x, exponent, scale):
    """Two arguments that are handed on, and not differentiated."""
    return scale * x**exponent


powered.defvjp(
    lambda x, exponent, scale: (powered(x, exponent, scale), x),
    lambda exponent, scale, x, g: (scale * exponent * x ** (exponent - 1) * g,),
)


@jax.custom_vjp
def gathered(table, ids):
    """Integers choose rows, perhaps one of them twice."""
    return table[ids]


gathered.defvjp(
    lambda table, ids: (table[ids], (ids, table)),
    lambda saved, g: (jnp.zeros_like(saved[1]).at[saved[0]].add(g), None),
)


@jax.custom_vjp
def sin_cos(x):
    """Two outputs."""
    return jnp.sin(x), {"cos": jnp.cos(x)}


def sin_cos_bwd(x, g):
    of_sin, of_cos = g[0], g[1]["cos"]
    return (of_sin * jnp.cos(x) - of_cos * jnp.sin(x),)


sin_cos.defvjp(lambda x: (sin_cos(x), x), sin_cos_bwd)


@jax.custom_vjp
def flagged(x, w):
    """Saves what is wanted alone, and is told what is not by symbolic zeros."""
    return x * x * w


def flagged_fwd(x, w):
    saved = (x.value if x.perturbed or w.perturbed else None, w.value if x.perturbed else None)
    return x.value * x.value * w.value, saved


def flagged_bwd(saved, g):
    x, w = saved
    of_x = None if w is None else 2 * x * w * g
    return of_x, None if x is None else x * x * g


flagged.defvjp(flagged_fwd, flagged_bwd, symbolic_zeros=True)


@jax.custom_jvp
def log1pexp(x):
    """A forward rule; the backward one is its transpose."""
    return jnp.log1p(jnp.exp(x))


@log1pexp.defjvp
def log1pexp_jvp(primals, tangents):
    (x,), (t,) = primals, tangents
    return log1pexp(x), t * jax.nn.sigmoid(x)


@jax.custom_jvp
def product(x, w):
    """A forward rule for each argument."""
    return x * w


product.defjvps(lambda t, y, x, w: t * w, lambda t, y, x, w: x * t)


@jax.custom_jvp
def flagged_product(x, w):
    """A forward rule that is told of arguments without a tangent."""
    return x * w


@partial(flagged_product.defjvp, symbolic_zeros=True)
def flagged_product_jvp(primals, tangents):
    (x, w), (of_x, of_w) = primals, tangents
    zero = jax.custom_derivatives.SymbolicZero
    y = x * w
    total = jnp.zeros_like(y)
    if type(of_x) is not zero:
        total = total + of_x * w
    if type(of_w) is not zero:
        total = total + x * of_w
    return y, total


@jax.custom_vjp
def modulus(z):
    """Of complex numbers, with the gradient that jax means: the conjugate of steepest ascent."""
    return jnp.real(z * jnp.conj(z))


modulus.defvjp(lambda z: (modulus(z), z), lambda z, g: (2 * g * jnp.conj(z),))


@jax.custom_vjp
def decided(x):
    """Looks at its numbers, so that it cannot be compiled."""
    return x * x if float(x[0, 0]) < 100 else x


decided.defvjp(lambda x: (x * x, x), lambda x, g: (2 * x * g,))


RIGHT = {
    "square": (square, (X, W)),
    "tanh": (tanh, (X,)),
    "linear": (linear, ({"weight": W, "bias": BIAS}, X)),
    "powered": (powered, (np.abs(X), 3, 0.5)),
    "gathered": (gathered, (X, np.array([1, 0, 1, 3]))),
    "sin_cos": (sin_cos, (X,)),
    "flagged": (flagged, (X, W)),
    "log1pexp": (log1pexp, (X,)),
    "product": (product, (X, W)),
    "flagged_product": (flagged_product, (X, W)),
    "modulus": (modulus, (X[0] + 1j * W[0],)),
    "decided": (decided, (X,)),
    "compiled": (jax.jit(square), (X, W)),
    "plain": (lambda given, power: given["x"] * given["rest"][0] ** power, ({"x": X, "rest": (W,)}, 2)),
}
"""Each rule with inputs for it, in float32 as people have them."""
