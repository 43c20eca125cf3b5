"""Functions of one number, or of two: those that have kinks, and special ones to first order."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from ethan_jax.analytic.table import imaginary, is_complex, real, rule, to_first_order


@rule("abs")
def _abs(operands: list[Any], *_: Any) -> Any:
    (z,) = operands
    return jnp.where(jnp.real(z) < 0, -z, z)


@rule("max")
def _max(operands: list[Any], *_: Any) -> Any:
    a, b = operands
    return jnp.where(real(a) >= real(b), a, b)


@rule("min")
def _min(operands: list[Any], *_: Any) -> Any:
    a, b = operands
    return jnp.where(real(a) <= real(b), a, b)


@rule("clamp")
def _clamp(operands: list[Any], *_: Any) -> Any:
    least, z, most = operands
    return _min([_max([z, least]), most])


@rule("rem")
def _rem(operands: list[Any], *_: Any) -> Any:
    a, b = operands
    return a - b * lax.stop_gradient(jnp.trunc(real(a) / real(b)))


@rule("integer_pow")
def _integer_power(operands: list[Any], parameters: Any, *_: Any) -> Any:
    """Without an angle, which is rounded where a number is negative."""
    (z,), y = operands, parameters["y"]
    return to_first_order(z, real(z) ** y, y * real(z) ** (y - 1))


@rule("pow")
def _power(operands: list[Any], *_: Any) -> Any:
    z, y = operands
    if is_complex(y) and jnp.issubdtype(y.dtype, jnp.complexfloating) and is_complex(z):
        return jnp.exp(y * jnp.log(z))
    if is_complex(y):
        return jnp.exp(y * jnp.log(z.astype(complex)))
    return to_first_order(z, real(z) ** y, y * real(z) ** (y - 1))


@rule("cbrt")
def _cbrt(operands: list[Any], *_: Any) -> Any:
    (z,) = operands
    root = jnp.cbrt(jnp.real(z))
    return to_first_order(z, root, 1 / (3 * root * root))


@rule("logistic")
def _logistic(operands: list[Any], *_: Any) -> Any:
    """1 / (1 + e^-z), or e^z / (1 + e^z): the one that does not overflow."""
    (z,) = operands
    small = jnp.exp(-_abs([z]))
    return jnp.where(jnp.real(z) < 0, small, 1.0) / (1 + small)


@rule("erf")
def _erf(operands: list[Any], *_: Any) -> Any:
    (z,) = operands
    return to_first_order(z, lax.erf(real(z)), 2 / math.sqrt(math.pi) * jnp.exp(-(real(z) ** 2)))


@rule("erfc")
def _erfc(operands: list[Any], *_: Any) -> Any:
    (z,) = operands
    return to_first_order(z, lax.erfc(real(z)), -2 / math.sqrt(math.pi) * jnp.exp(-(real(z) ** 2)))


@rule("erf_inv")
def _erf_inv(operands: list[Any], *_: Any) -> Any:
    (z,) = operands
    value = lax.erf_inv(real(z))
    return to_first_order(z, value, math.sqrt(math.pi) / 2 * jnp.exp(value**2))


@rule("lgamma")
def _lgamma(operands: list[Any], *_: Any) -> Any:
    (z,) = operands
    return to_first_order(z, lax.lgamma(real(z)), lax.digamma(real(z)))


@rule("digamma")
def _digamma(operands: list[Any], *_: Any) -> Any:
    (z,) = operands
    return to_first_order(z, lax.digamma(real(z)), lax.polygamma(jnp.ones_like(real(z)), real(z)))


@rule("bessel_i0e")
def _bessel_i0e(operands: list[Any], *_: Any) -> Any:
    (z,), x = operands, real(operands[0])
    value = lax.bessel_i0e(x)
    return to_first_order(z, value, lax.bessel_i1e(x) - jnp.sign(x) * value)


@rule("bessel_i1e")
def _bessel_i1e(operands: list[Any], *_: Any) -> Any:
    (z,), x = operands, real(operands[0])
    value, safe = lax.bessel_i1e(x), jnp.where(x == 0, 1.0, x)
    slope = jnp.where(x == 0, 0.5, lax.bessel_i0e(x) - value * (jnp.sign(x) + 1 / safe))
    return to_first_order(z, value, slope)


@rule("igamma", "igammac")
def _igamma(operands: list[Any], parameters: Any, equation: Any) -> Any:
    """By its second argument; the first is for differences."""
    a, z = operands
    if is_complex(a):
        raise NotImplementedError("igamma at a complex shape")
    x, sign = real(z), 1.0 if equation.primitive.name == "igamma" else -1.0
    value = equation.primitive.bind(a, x, **parameters)
    return to_first_order(z, value, sign * jnp.exp((a - 1) * jnp.log(x) - x - lax.lgamma(a)))


@rule("atan2")
def _atan2(operands: list[Any], *_: Any) -> Any:
    y, x = operands
    a, b = real(y), real(x)
    slope = (b * imaginary(y) - a * imaginary(x)) / (a * a + b * b)
    return lax.complex(jnp.arctan2(a, b), slope)


@rule("convert_element_type")
def _converted(operands: list[Any], parameters: Any, *_: Any) -> Any:
    (z,), after = operands, parameters["new_dtype"]
    if not jnp.issubdtype(after, jnp.floating):
        return jax.lax.convert_element_type(jnp.real(z), after)
    if jnp.dtype(after).itemsize < 8:
        raise NotImplementedError("it rounds on its way")
    return z
