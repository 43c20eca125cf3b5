"""What belongs to jax: known by what it is, by what its code names, or because it is given jax's arrays."""

from __future__ import annotations

from functools import partial
from types import FunctionType, ModuleType
from typing import Any

import jax
from jax import tree_util

from ethan_check.api import Functions
from ethan_check.loading.tables.declared_calls import DeclaredLayer
from ethan_check.subject.conventions import looks_like_a_layer
from ethan_jax.arguments import takes_anything
from ethan_jax.programs import is_rule, is_tree

__all__ = ["is_jax"]


def is_jax(thing: Any, inputs: Any) -> bool:
    """Whether something is jax's: by what it is, by what its code names, or because it is given jax's arrays.

    >>> import jax.numpy as jnp, numpy as np
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
