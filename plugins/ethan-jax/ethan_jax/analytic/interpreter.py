"""A traced program, run on complex numbers that stand for real ones with a direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from ethan_jax.analytic import control, functions, linear, matrices, selections
from ethan_jax.analytic.table import RULES, is_complex, is_real, real

__all__ = ["at_complex", "evaluated"]

_RULES = (control, functions, linear, matrices, selections)  # Imported, they are in the table.

_OF_REAL_PARTS = frozenset(
    {"gt", "ge", "lt", "le", "eq", "ne", "sign", "floor", "ceil", "round", "is_finite", "argmax", "argmin"}
)
"""What moves with no number, but for leaps."""

_REFUSED = frozenset(
    {
        "reduce_precision", "nextafter", "pure_callback", "io_callback", "real", "imag", "conj", "complex",
        "igamma_grad_a", "random_gamma_grad", "bitcast_convert_type",
    }
)  # fmt: skip
"""What is no analytic function, or cannot be called so."""


def at_complex(function: Callable[..., Any], arrays: Sequence[Any]) -> tuple[Any, ...]:
    """The outputs of a function of real arrays, a tuple of arrays, at complex ones.

    Raises:
        NotImplementedError: an operation in it is not known as an analytic function.

    >>> from jax import nn
    >>> with jax.enable_x64(True):
    ...     found = at_complex(lambda arrays: (nn.relu(arrays[0]),), [jnp.array([1 + 1e-20j, -1 + 1e-20j])])
    ...     found[0].imag.tolist()
    [1e-20, 0.0]
    """
    given = list(map(jnp.asarray, arrays))
    real_ones = [
        jax.ShapeDtypeStruct(one.shape, real(one).dtype)  # type: ignore[no-untyped-call]
        for one in given
    ]
    traced = jax.make_jaxpr(function)(tuple(real_ones))
    return tuple(evaluated(traced.jaxpr, traced.consts, given))


def evaluated(jaxpr: Any, consts: Sequence[Any], arguments: Sequence[Any]) -> list[Any]:
    """The outputs of a traced program."""
    held = dict(zip(jaxpr.constvars, map(jnp.asarray, consts), strict=True))
    held |= dict(zip(jaxpr.invars, arguments, strict=True))

    def value_of(atom: Any) -> Any:
        return jnp.asarray(atom.val, atom.aval.dtype) if hasattr(atom, "val") else held[atom]

    for equation in jaxpr.eqns:
        found = _answer(equation, list(map(value_of, equation.invars)))
        outputs = found if isinstance(found, list | tuple) else [found]
        held.update(zip(equation.outvars, outputs, strict=True))
    return list(map(value_of, jaxpr.outvars))


def _answer(equation: Any, operands: list[Any]) -> Any:
    name, parameters = equation.primitive.name, equation.params
    inner = RULES.get(name)
    if inner is not None and getattr(inner, "takes_programs", False):
        return inner(evaluated, operands, parameters)
    if not any(map(_is_number_and_complex, operands)):
        return _bound(equation, operands)
    if name in _REFUSED:
        raise NotImplementedError(f"{name} at complex numbers")
    if inner is not None:
        return inner(operands, parameters, equation)
    if name in _OF_REAL_PARTS:
        return _bound(equation, list(map(real, operands)))
    return _bound(equation, [one.astype(complex) if is_real(one) else one for one in operands])


def _bound(equation: Any, operands: list[Any]) -> Any:
    parameters = dict(equation.params)
    if any(map(_is_number_and_complex, operands)) and parameters.get("preferred_element_type") is not None:
        parameters["preferred_element_type"] = jnp.complex128
    return equation.primitive.bind(*operands, **parameters)


def _is_number_and_complex(one: Any) -> bool:
    return not jnp.issubdtype(one.dtype, jax.dtypes.extended) and is_complex(one)
