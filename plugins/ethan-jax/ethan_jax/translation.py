"""A thing of jax's, and arrays, as a layer of numpy's arrays: what the hook `ethan_translate` answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import numpy as np

from ethan_check import Translation
from ethan_check.api import Functions
from ethan_core.errors import ArgumentError
from ethan_jax.arguments import Arguments
from ethan_jax.arrays import Array, precision_of
from ethan_jax.convention import JaxConvention
from ethan_jax.layer import JaxLayer
from ethan_jax.own_rules import narrows
from ethan_jax.pairs import JaxPair
from ethan_jax.programs import Program, program_of
from ethan_jax.versions import warn_if_untested

__all__ = ["translate"]

warn_if_untested(jax.__version__)  # Here, as everything that is checked comes by; once, as modules do.


def translate(
    thing: Any, inputs: Sequence[Any] | None = None, *, takes_numbers: bool = False
) -> Translation | None:
    """A layer of a function of jax's; None where it is none.

    Real numbers are taken in float64 where the code runs in it, and in float32 where it does not, or where it
    rounds to that itself.

    Args:
        thing: a function, a rule, or a module that is a tree of arrays.
        inputs: its arguments: trees of jax's arrays or numpy's, and whatever else it takes.
        takes_numbers: whether plain numbers are judged as well, as those of a rule are in any case.

    Raises:
        ArgumentError: no input is an array.

    >>> import jax.numpy as jnp
    >>> found = translate(jax.nn.leaky_relu, (jnp.ones((3, 2)), 0.1))
    >>> found.inputs[0].dtype, len(found.inputs), found.options["adapters"][0].input_names
    (dtype('float64'), 1, ('x',))
    """
    program = program_of(thing)
    if isinstance(thing, Functions) and inputs is not None:
        pair = JaxPair(thing, Arguments.of(inputs))
        return Translation(pair, tuple(map(_wide, pair.arguments.arrays)))
    if program is None:
        return None
    if inputs is None:
        return Translation(JaxLayer(program, None), None, _options(JaxConvention(tuple(program.required))))
    arguments = Arguments.of(
        (*program.before, *inputs),
        program.argument_names,
        fixed=program.fixed,
        takes_numbers=takes_numbers or program.rule is not None,
    )
    if not arguments.places:
        raise ArgumentError(
            f"{program.name}: none of its inputs is an array, so no gradient is to be checked"
        )
    return _translation(program, arguments)


def _translation(program: Program, arguments: Arguments) -> Translation | None:
    layer, options = JaxLayer(program, arguments), _options(JaxConvention(arguments.names))
    arrays = tuple(map(_wide, arguments.arrays))
    single = tuple(map(_single, arrays))
    runs = _runs(layer, arrays)
    if (runs and _narrows(layer, arrays)) or (not runs and _runs(layer, single)):
        options["dtype"] = "float32"
    return Translation(layer, arrays, options)


def _options(convention: JaxConvention) -> dict[str, Any]:
    return {"adapters": (convention,), "complex": "conjugate"}


def _runs(layer: JaxLayer, arrays: Sequence[Array]) -> bool:
    """Whether forward and backward accept the precision of these arrays, compiled or not."""
    for is_compiled in (True, False):
        layer.calls.is_compiled = is_compiled
        try:
            with precision_of(arrays):
                layer.calls.gradients(
                    arrays, [np.ones(y.shape, y.dtype) for y in layer.calls.outputs(arrays)]
                )
        except Exception:  # Other troubles are found, and told, later.
            continue
        return True
    layer.calls.is_compiled = True
    return False


def _narrows(layer: JaxLayer, arrays: Sequence[Array]) -> bool:
    with precision_of(arrays):
        return narrows(layer.calls, arrays)


def _wide(array: Array) -> Array:
    if array.dtype.kind in "fc":
        return array.astype(np.result_type(array.dtype, np.float64))
    return array


def _single(array: Array) -> Array:
    return array.astype(np.float32) if array.dtype.kind == "f" else array
