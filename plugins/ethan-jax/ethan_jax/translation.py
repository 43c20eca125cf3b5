"""A thing of jax's, and arrays, as a layer of numpy's arrays: what the hook `ethan_translate` answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import FunctionType, ModuleType
from typing import Any

import jax
import numpy as np
from jax import tree_util

from ethan_check import Translation
from ethan_check.api import Functions
from ethan_check.loading.tables.declared_calls import DeclaredLayer
from ethan_check.subject.conventions import looks_like_a_layer
from ethan_core.errors import ArgumentError
from ethan_jax.arguments import Arguments, takes_anything
from ethan_jax.arrays import Array, precision_of
from ethan_jax.convention import JaxConvention
from ethan_jax.layer import JaxLayer
from ethan_jax.own_rules import narrows
from ethan_jax.pairs import JaxPair
from ethan_jax.programs import Program, is_rule, is_tree, program_of
from ethan_jax.versions import warn_if_untested

__all__ = ["is_jax", "translate"]

warn_if_untested(jax.__version__)  # Here, as everything that is checked comes by; once, as modules do.


def is_jax(thing: Any, inputs: Any) -> bool:
    """Whether something is jax's: by what it is, by what its code names, or because it is given jax's arrays.

    >>> import jax.numpy as jnp
    >>> is_jax(jnp.sin, None), is_jax(np.sin, None), is_jax(np.sin, (jnp.ones(2),))
    (True, False, True)
    >>> is_jax(lambda x: np.sin(x), None), is_jax(jax.jit(lambda x: x), None)
    (False, True)
    """
    if isinstance(thing, DeclaredLayer):
        return is_jax(thing.layer, inputs)
    if not callable(thing) and not isinstance(thing, Functions):
        return False
    if inputs is not None and any(isinstance(leaf, jax.Array) for leaf in tree_util.tree_leaves(inputs)):
        return not isinstance(thing, type) and not _brings_a_backward(thing)
    if isinstance(thing, type | Functions):
        return False
    inner = thing.func if isinstance(thing, partial) else thing
    if is_rule(inner) or is_tree(inner) or is_tree(getattr(inner, "__self__", None)):
        return True
    return _is_of_jax(inner) or _is_plain_function(inner)


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


def _is_of_jax(thing: Any) -> bool:
    """Whether jax defines a function, or has made it, as `jax.jit` does."""
    places = (type(thing).__module__, getattr(thing, "__module__", None) or "")
    return any(place.partition(".")[0] in ("jax", "jaxlib") for place in places)


def _is_plain_function(thing: Any) -> bool:
    """Whether a function's own code names a module of jax's, or a rule, and it brings no backward."""
    return isinstance(thing, FunctionType) and not _brings_a_backward(thing) and _names_jax(thing)


def _brings_a_backward(thing: Any) -> bool:
    """Whether a function is a layer in a convention of Ethan's (`Y, backprop = layer(X)`), or makes one."""
    return isinstance(thing, FunctionType) and (looks_like_a_layer(thing) or not takes_anything(thing))


def _names_jax(function: FunctionType) -> bool:
    names = function.__code__.co_names
    held = [function.__globals__[name] for name in names if name in function.__globals__]
    held += [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
    return any(_is_jax_module(one) or is_rule(one) for one in held)


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _is_jax_module(thing: Any) -> bool:
    return isinstance(thing, ModuleType) and thing.__name__.partition(".")[0] == "jax"


def _wide(array: Array) -> Array:
    if array.dtype.kind in "fc":
        return array.astype(np.result_type(array.dtype, np.float64))
    return array


def _single(array: Array) -> Array:
    return array.astype(np.float32) if array.dtype.kind == "f" else array
