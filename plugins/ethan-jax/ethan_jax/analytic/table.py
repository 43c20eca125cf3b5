"""Which operation is what at complex numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import jax
import jax.numpy as jnp

__all__ = ["RULES", "imaginary", "is_complex", "is_real", "real", "rule", "to_first_order"]

_Rule = TypeVar("_Rule", bound=Callable[..., Any])

RULES: dict[str, Callable[..., Any]] = {}
"""By the name of a primitive, a function of its operands, its parameters and the equation."""


def rule(*names: str) -> Callable[[_Rule], _Rule]:
    """Enter a function for primitives."""

    def entered(function: _Rule) -> _Rule:
        RULES.update(dict.fromkeys(names, function))
        return function

    return entered


def is_complex(one: Any) -> bool:
    """Whether an array is of complex numbers."""
    return bool(jnp.issubdtype(one.dtype, jnp.complexfloating))


def is_real(one: Any) -> bool:
    """Whether an array is of real numbers, and no integers."""
    return bool(jnp.issubdtype(one.dtype, jnp.floating))


def real(one: Any) -> Any:
    """What complex numbers are compared by; anything else as it is."""
    return jnp.real(one) if is_complex(one) else one


def imaginary(one: Any) -> Any:
    """The direction of complex numbers; none of real ones."""
    return jnp.imag(one) if is_complex(one) else jnp.zeros_like(one)


def to_first_order(z: Any, value: Any, slope: Any) -> Any:
    """f(a) + i b f'(a), which is f(a + ib) to the last place where b is as small as in a complex step.

    >>> to_first_order(jnp.array([1 + 1e-9j]), jnp.array([5.0]), jnp.array([2.0])).imag.tolist()
    [1.999999943436137e-09]
    """
    return jax.lax.complex(value, slope * jnp.imag(z))
