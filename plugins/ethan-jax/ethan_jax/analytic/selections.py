"""What takes some of many numbers: real parts decide which."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
from jax import lax

from ethan_jax.analytic.table import is_complex, is_real, real, rule


@rule("select_n")
def _selected(operands: list[Any], *_: Any) -> Any:
    which, *cases = operands
    return lax.select_n(real(which), *(one.astype(complex) for one in cases))


def _extreme(z: Any, axes: Any, find: Any) -> Any:
    kept = [axis for axis in range(z.ndim) if axis not in axes]
    rows = jnp.transpose(z, (*kept, *axes)).reshape(*(z.shape[axis] for axis in kept), -1)
    return jnp.take_along_axis(rows, find(jnp.real(rows), -1)[..., None], -1)[..., 0]


@rule("reduce_max")
def _reduce_max(operands: list[Any], parameters: Any, *_: Any) -> Any:
    return _extreme(operands[0], parameters["axes"], jnp.argmax)


@rule("reduce_min")
def _reduce_min(operands: list[Any], parameters: Any, *_: Any) -> Any:
    return _extreme(operands[0], parameters["axes"], jnp.argmin)


@rule("sort")
def _sort(operands: list[Any], parameters: Any, *_: Any) -> list[Any]:
    """All operands in the order of the keys, which are the first ones."""
    axis = parameters["dimension"]
    places = lax.broadcasted_iota(jnp.int32, operands[0].shape, axis)
    keys = [real(one) for one in operands[: parameters["num_keys"]]]
    order = lax.sort((*keys, places), dimension=axis, is_stable=True, num_keys=len(keys))[-1]
    return [jnp.take_along_axis(one, order, axis) for one in operands]


@rule("top_k")
def _top_k(operands: list[Any], parameters: Any, equation: Any) -> list[Any]:
    (z,) = operands
    _, index = equation.primitive.bind(jnp.real(z), **parameters)
    return [jnp.take_along_axis(z, index, parameters.get("axis", parameters.get("operand_axis", -1))), index]


@rule("cummax")
def _cummax(operands: list[Any], parameters: Any, *_: Any) -> Any:
    return _running(operands[0], parameters, lax.cummax)


@rule("cummin")
def _cummin(operands: list[Any], parameters: Any, *_: Any) -> Any:
    return _running(operands[0], parameters, lax.cummin)


def _running(z: Any, parameters: Any, extreme: Any) -> Any:
    """The latest place at which the running extreme is taken anew."""
    axis, reverse = parameters["axis"], parameters["reverse"]
    values = extreme(jnp.real(z), axis=axis, reverse=reverse)
    places = lax.broadcasted_iota(jnp.int32, z.shape, axis)
    least = z.shape[axis] if reverse else -1
    taken = jnp.where(jnp.real(z) == values, places, least)
    latest = (lax.cummin if reverse else lax.cummax)(taken, axis=axis, reverse=reverse)
    return jnp.take_along_axis(z, latest, axis)


@rule("concatenate", "pad", "dynamic_update_slice")
def _together(operands: list[Any], parameters: Any, equation: Any) -> Any:
    """All of one type."""
    every = [one.astype(complex) if is_real(one) or is_complex(one) else one for one in operands]
    return equation.primitive.bind(*every, **parameters)
