"""Rules with one mistake each, written before the checks, and what the message about each must say."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from rules import BIAS, W, X, linear, linear_fwd, ruled, sin_cos, square, square_fwd, tanh, tanh_fwd

PLANTED = {}


def planted(name, rule, *inputs, says):
    """Enter a mistake, with inputs on which it is to be seen and what is to be said of it."""
    PLANTED[name] = (rule, inputs, says)


def squared(backward, forward=square_fwd, function=square.fun, **options):
    """x^2 w with another rule."""
    return ruled(function, forward, backward, **options)


def saved_square(saved, g):
    x, w = saved
    return 2 * x * w * g, x * x * g


# In the formula


def half(saved, g):
    x, w = saved
    return x * w * g, x * x * g


planted("half", squared(half), X, W, says="dL_dx is 1/2 of the derivative")


def slightly(saved, g):
    x, w = saved
    return 2 * x * w * g, 1.001 * (x * x * g)


planted("slightly", squared(slightly), X, W, says="dL_dw is 1.001 times the derivative")


def one_entry(saved, g):
    x, w = saved
    return (2 * x * w * g).at[-1, -1].multiply(1.0001), x * x * g


planted("one entry", squared(one_entry), X, W, says="dL_dx differs from the derivative in 1 of")

planted(
    "missing term",
    ruled(tanh.fun, tanh_fwd, lambda y, g: (g * (1 - y),)),
    X,
    says="dL_dx differs from the derivative in",
)


def forgotten(saved, g):
    x, w = saved
    return 2 * x * w * g, None


planted("forgotten", squared(forgotten), X, W, says="dL_dw is zero, but the output depends on w")


def ones(saved, g):
    x, w = saved
    return 2 * x * w, x * x


planted("takes every cotangent for ones", squared(ones), X, W, says="is not 0 for a cotangent of 0")


def sign_of_cos(x, g):
    return (g[0] * jnp.cos(x) + g[1]["cos"] * jnp.sin(x),)


planted(
    "sign of one output",
    ruled(sin_cos.fun, lambda x: (sin_cos.fun(x), x), sign_of_cos),
    X,
    says="dL_dx differs from the derivative in",
)


# In trees, integers and arguments that are not differentiated


def wrong_axis(saved, g):
    weight, x = saved
    return {"weight": g.T @ x, "bias": g.sum(1)}, g @ weight


planted(
    "bias summed over the wrong axis",
    ruled(linear.fun, linear_fwd, wrong_axis),
    {"weight": W, "bias": BIAS},
    X,
    says="dL_dparameters.bias differs from the derivative",
)


def weighted(parameters, x):
    return parameters["in"] * jnp.tanh(parameters["out"] * x)


def swapped_leaves(saved, g):
    _, back = jax.vjp(weighted, *saved)
    of_parameters, of_x = back(g)
    return {"in": of_parameters["out"], "out": of_parameters["in"]}, of_x


planted(
    "leaves of a tree swapped",
    ruled(weighted, lambda p, x: (weighted(p, x), (p, x)), swapped_leaves),
    {"in": W, "out": X},
    X[::-1].copy(),
    says="dL_dparameters.in ",
)

planted(
    "repeated rows assigned",
    ruled(
        lambda table, ids: table[ids],
        lambda table, ids: (table[ids], (ids, table)),
        lambda saved, g: (jnp.zeros_like(saved[1]).at[saved[0]].set(g), None),
    ),
    X,
    np.array([1, 0, 1, 3]),
    says="dL_dtable differs from the derivative",
)


def affine(x, scale, exponent):
    return scale * x**exponent


planted(
    "arguments that are not differentiated swapped",
    ruled(
        affine,
        lambda x, scale, exponent: (affine(x, scale, exponent), x),
        lambda exponent, scale, x, g: (scale * exponent * x ** (exponent - 1) * g,),
        nondiff_argnums=(1, 2),
    ),
    np.abs(X),
    2,
    3,
    says="dL_dx differs from the derivative in all",
)

planted(
    "a number without its gradient",
    ruled(
        lambda x, slope: jnp.where(x > 0, x, slope * x),
        lambda x, slope: (jnp.where(x > 0, x, slope * x), (x, slope)),
        lambda saved, g: (jnp.where(saved[0] > 0, g, saved[1] * g), None),
    ),
    X,
    0.1,
    says="dL_dslope is zero, but the output depends on slope",
)


# In what is kept

KEPT = {}


def kept_fwd(x, w):
    KEPT["x"] = x
    return square.fun(x, w), w


def kept_bwd(w, g):
    return 2 * KEPT["x"] * w * g, KEPT["x"] ** 2 * g


planted("saved in a global", squared(kept_bwd, kept_fwd), X, W, says="it keeps a tracer in planted.KEPT")

LOG = []


def logged(x, w):
    LOG.append(x)
    return x * x * w


planted(
    "a tracer kept for nothing",
    squared(saved_square, lambda x, w: (logged(x, w), (x, w)), logged),
    X,
    W,
    says="it keeps a tracer in planted.LOG",
)

STORE = []


def stored_fwd(x, w):
    if not isinstance(x, jax.core.Tracer):
        STORE[:] = [x]
    return square.fun(x, w), (x, w)


def stored_bwd(saved, g):
    x, w = saved
    if not isinstance(x, jax.core.Tracer):
        x = STORE[0]
    return 2 * x * w * g, x * x * g


planted(
    "stale when it is not compiled",
    squared(stored_bwd, stored_fwd),
    X,
    W,
    says="after another forward, dL_dx differs",
)

CALLS = []


def counted_bwd(saved, g):
    x, w = saved
    if isinstance(g, jax.core.Tracer):
        return 2 * x * w * g, x * x * g
    CALLS.append(1)
    return (1 + len(CALLS) % 2) * 2 * x * w * g, x * x * g


planted("not the same the second time", squared(counted_bwd), X, W, says="dL_dx")


def mutated_fwd(x):
    if isinstance(x, jax.core.Tracer):
        return x**3, 3 * x * x
    return x**3, Slope(3 * np.array(x) ** 2)


@jax.tree_util.register_pytree_node_class
class Slope:
    """Saved between forward and backward, as an object that backward changes."""

    def __init__(self, array):
        self.array = array

    def tree_flatten(self):
        return (), self

    @classmethod
    def tree_unflatten(cls, self, leaves):
        return self


def mutated_bwd(slope, g):
    if isinstance(slope, Slope):
        slope.array *= np.asarray(g)
        return (jnp.asarray(slope.array),)
    return (slope * g,)


planted(
    "residual changed by backward",
    ruled(lambda x: x**3, mutated_fwd, mutated_bwd),
    X,
    says="when the same pullback runs again",
)


# In the two outputs and the two modes

planted(
    "forward of the rule is another function",
    squared(saved_square, lambda x, w: (x * x * w + 1e-6, (x, w))),
    X,
    W,
    says="forward gives another output when it is differentiated",
)


@jax.custom_jvp
def wrong_tangent(x):
    return jnp.sin(x)


wrong_tangent.defjvps(lambda t, y, x: 1.01 * t * jnp.cos(x))
planted("wrong tangent", wrong_tangent, X, says="dL_dx is 1.01 times the derivative")


@jax.custom_jvp
def wrong_output(x):
    return jnp.sin(x)


@wrong_output.defjvp
def wrong_output_jvp(primals, tangents):
    (x,), (t,) = primals, tangents
    return jnp.sin(x) * (1 + 1e-7), t * jnp.cos(x)


planted(
    "output of the forward rule",
    wrong_output,
    X,
    says="forward gives another output when it is differentiated",
)


def transposed(factor_there, factor_back):
    """x times 3, whose forward and backward are two pieces of code."""

    @jax.custom_jvp
    def tripled(x):
        return 3 * x

    @tripled.defjvp
    def rule(primals, tangents):
        (x,), (t,) = primals, tangents
        pair = (lambda _, t: factor_there * t, lambda _, g: factor_back * g)
        return 3 * x, jax.custom_derivatives.linear_call(*pair, (), t)

    return tripled


planted("reverse mode alone", transposed(3.0, 2.0), X, says="dL_dx is 2/3 times the derivative")
planted(
    "forward mode alone", transposed(3.001, 3.0), X, says="forward mode: the derivative by x is 1.00033 times"
)


@jax.custom_jvp
def not_linear(x):
    return jnp.sin(x)


not_linear.defjvps(lambda t, y, x: jnp.abs(t) * jnp.cos(x))
planted("a tangent that is not linear", not_linear, X, says="planted.py:")


# In transformations


@jax.custom_batching.custom_vmap
def batched_slope(x):
    return 3 * x * x


@batched_slope.def_vmap
def batched_slope_rule(size, is_batched, x):
    return 3 * x * jnp.abs(x), True


planted(
    "a wrong rule for vmap",
    ruled(lambda x: x**3, lambda x: (x**3, x), lambda x, g: (batched_slope(x) * g,)),
    X,
    says="under vmap, dL_dx differs",
)


def flat_sum(x):
    """Of all there is, which under vmap is more than one."""
    return np.broadcast_to(np.sum(x), np.shape(x)).astype(x.dtype)


def through_numpy(x, g):
    total = jax.pure_callback(flat_sum, jax.ShapeDtypeStruct(x.shape, x.dtype), g, vmap_method="expand_dims")
    return (2 * x * total,)


planted(
    "a callback that takes the batch for its own",
    ruled(lambda x: jnp.sum(x * x) + 0 * x, lambda x: (jnp.sum(x * x) + 0 * x, x), through_numpy),
    X,
    says="under vmap, dL_dx differs",
)


def by_tracer(saved, g):
    x, w = saved
    factor = 2 if isinstance(x, jax.core.Tracer) else 1
    return factor * x * w * g, x * x * g


planted("right when it is compiled alone", squared(by_tracer), X, W, says="not compiled, dL_dx differs")


# In which gradients are wanted


def swapped_flags_fwd(x, w):
    saved = (x.value if w.perturbed else None, w.value if w.perturbed else None)
    return x.value * x.value * w.value, saved


def swapped_flags_bwd(saved, g):
    x, w = saved
    return (None, None) if x is None else (2 * x * w * g, x * x * g)


planted(
    "flags of the wrong argument",
    squared(swapped_flags_bwd, swapped_flags_fwd, symbolic_zeros=True),
    X,
    W,
    says="dL_dx is zero where only x is differentiated",
)


@jax.custom_jvp
def half_told(x, w):
    return x * w


@partial(half_told.defjvp, symbolic_zeros=True)
def half_told_jvp(primals, tangents):
    (x, w), (of_x, of_w) = primals, tangents
    zero = jax.custom_derivatives.SymbolicZero
    if type(of_x) is zero:
        return x * w, jnp.zeros_like(x)
    return x * w, of_x * w + (0 if type(of_w) is zero else x * of_w)


planted(
    "a tangent dropped beside a symbolic zero",
    half_told,
    X,
    W,
    says="dL_dw is zero where only w is differentiated",
)


def one_output_bwd(x, g):
    of_sin, of_cos = g[0], g[1]
    zero = jax.custom_derivatives.SymbolicZero
    if type(of_cos) is zero:
        return (of_sin * jnp.sin(x),)
    of_sin = jnp.zeros_like(x) if type(of_sin) is zero else of_sin
    return (of_sin * jnp.cos(x) - of_cos * jnp.sin(x),)


planted(
    "an output that nobody uses",
    ruled(
        lambda x: (jnp.sin(x), jnp.cos(x)),
        lambda x: ((jnp.sin(x.value), jnp.cos(x.value)), x.value),
        one_output_bwd,
        symbolic_zeros=True,
    ),
    X,
    says="where nobody uses output",
)


# In the second derivative

planted(
    "second derivative stopped",
    ruled(lambda x: x**3, lambda x: (x**3, x), lambda x, g: (jax.lax.stop_gradient(3 * x * x) * g,)),
    X,
    says="the second derivative by x is zero, but the gradient depends on x",
)


# In the precision


def single_inside(y, g):
    return ((g * (1 - y * y)).astype(jnp.float32).astype(g.dtype),)


planted(
    "rounded to float32",
    ruled(tanh.fun, tanh_fwd, single_inside),
    X,
    says="dL_dx differs from the derivative",
)


def wrong_in_single(saved, g):
    x, w = saved
    return (2 if g.dtype == jnp.float64 else 1) * x * w * g, x * x * g


planted(
    "wrong in float32 alone",
    squared(wrong_in_single),
    X,
    W,
    says="dL_dx in float32 differs from dL_dx in float64",
)


# In complex numbers, and in functions without a rule

planted(
    "conjugate forgotten",
    ruled(
        lambda z: jnp.real(z * jnp.conj(z)),
        lambda z: (jnp.real(z * jnp.conj(z)), z),
        lambda z, g: (2 * g * z,),
    ),
    X[0] + 1j * W[0],
    says="conjugate",
)


def dropped_path(x):
    return x * jax.lax.stop_gradient(jnp.sum(x * x))


planted("a path that is stopped", dropped_path, X, says="dL_dx differs from the derivative")
planted("a kink where it counts", lambda x: jnp.where(x > 3, x, jnp.sqrt(x - x)), X, says="dL_dx")
