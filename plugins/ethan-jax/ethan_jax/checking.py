"""`check(thing, *inputs)`: one call for everything of jax's."""

from __future__ import annotations

from typing import Any

from ethan_check import Report, check_layer
from ethan_check.checks import builtin_checks
from ethan_core.errors import ArgumentError
from ethan_jax.checks import jax_checks
from ethan_jax.translation import translate

__all__ = ["check"]


def check(thing: Any, *inputs: Any, seed: int = 0, **options: Any) -> Report:
    """Verify the gradients of a `jax.custom_vjp`, a `jax.custom_jvp`, or any function of jax's arrays.

    There is no tolerance: the derivative is taken of the function that the rule stands for, in float64 where
    it runs in it, and both sides carry error bars.

    Args:
        thing: the function, or a module that is a tree of arrays (of equinox, say); it stays as it is.
        *inputs: its arguments. Arrays of real or complex numbers are differentiated wherever they stand, in
            tuples, mappings and all other trees; everything else is handed on. Plain numbers are
            differentiated where a rule owes a gradient for them: `nondiff_argnums` says where not.
        seed: of the cases.
        **options: as of `ethan_check.check_layer`: `checks`, `frozen`, `certificate`, `differs`, `explain`
            and so on.

    Returns:
        A report; it is false where the gradients do not pass, and never raises for a mistake of the code.

    Raises:
        ArgumentError: the thing cannot be called, none of its inputs is an array, or an option is wrong.

    >>> import jax
    >>> check(jax.nn.softplus, jax.numpy.ones(3), checks=["gradient"]).verdict
    'pass'
    """
    found = translate(thing, inputs)
    if found is None:
        raise ArgumentError(
            f"a {type(thing).__name__} is nothing that jax can differentiate; expected a function of arrays, "
            "a custom_vjp, a custom_jvp, or a module that is a tree of arrays"
        )
    available = (*builtin_checks(), *jax_checks())
    said = {"name": found.layer.__name__, "available": available, **found.options, **options}
    return check_layer(found.layer, found.inputs, seed=seed, **said)
