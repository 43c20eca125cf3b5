"""Which rules for derivatives are in a program, and whether anybody but jax has written one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jax
import numpy as np

from ethan_jax.calls import Calls

__all__ = ["has_own_rules", "is_told_of_zeros", "narrows"]

_JAX = str(Path(jax.__file__).parent)

_RULES = ("custom_vjp_call", "custom_jvp_call", "custom_vmap_call")
"""What jax calls the operations that stand for a function with a rule; they say where it was written."""

_OF_THE_USER = ("pure_callback", "io_callback", "linear_call", "custom_linear_solve")
"""Operations with code of their author's, which is called or transposed apart."""


def has_own_rules(calls: Calls, arrays: Sequence[Any]) -> bool:
    """Whether something in a program is differentiated, mapped or called as its author says, and not as jax
    does; yes where nobody can tell.

    >>> from ethan_jax.programs import program_of
    >>> has_own_rules(Calls(program_of(lambda x: jax.nn.relu(x)), None), [jax.numpy.ones(2)])
    False
    """
    if calls.program.rule is not None:
        return True
    return calls.cannot_be_traced(arrays) or any(map(_is_own, _equations(calls.traced(arrays))))


def narrows(calls: Calls, arrays: Sequence[Any]) -> bool:
    """Whether a program rounds float64 to fewer digits on its way, as a softmax that runs in float32 does.

    >>> from ethan_jax.programs import program_of
    >>> with jax.enable_x64(True):
    ...     narrows(Calls(program_of(lambda x: x.astype("float32") * x), None), [jax.numpy.ones(2)])
    True
    """
    return not calls.cannot_be_traced(arrays) and any(map(_rounds, _equations(calls.traced(arrays))))


def is_told_of_zeros(calls: Calls, arrays: Sequence[Any]) -> bool:
    """Whether a rule anywhere in a program is defined with `symbolic_zeros=True`; yes where nobody can tell.

    >>> from ethan_jax.programs import program_of
    >>> is_told_of_zeros(Calls(program_of(jax.nn.relu), None), [jax.numpy.ones(2)])
    False
    """
    return calls.cannot_be_traced(arrays) or any(
        equation.params.get("symbolic_zeros", False) for equation in _equations(calls.traced(arrays))
    )


def _rounds(equation: Any) -> bool:
    if equation.primitive.name != "convert_element_type":
        return False
    before, after = equation.invars[0].aval.dtype, equation.params["new_dtype"]
    is_real = jax.numpy.issubdtype(after, jax.numpy.floating)
    return bool(before == np.float64 and is_real and after.itemsize < 8)


def _is_own(equation: Any) -> bool:
    name = equation.primitive.name
    if name in _OF_THE_USER:
        return True
    inner = next((held for held in _held(equation) if _is_traced(held)), None)
    place = getattr(getattr(inner, "debug_info", None), "func_src_info", "") or ""
    return name in _RULES and _JAX not in place


def _equations(program: Any) -> Iterator[Any]:
    """All equations of a traced program, those of inner ones as well."""
    for equation in getattr(program, "jaxpr", program).eqns:
        yield equation
        for held in _held(equation):
            if _is_traced(held):
                yield from _equations(held)


def _held(equation: Any) -> list[Any]:
    return jax.tree_util.tree_leaves(equation.params, is_leaf=_is_traced)


def _is_traced(thing: Any) -> bool:
    return hasattr(thing, "eqns") or hasattr(thing, "jaxpr")
