"""What is run: a function with a rule of its own, any function of arrays, or a module that is a tree."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jax
from jax import tree_util

from ethan_check.loading.tables.declared_calls import DeclaredLayer
from ethan_jax.arguments import argument_names, required_arguments

__all__ = ["Program", "is_rule", "is_tree", "program_of"]


@dataclass(frozen=True)
class Program:
    """Runs on trees of arrays.

    Args:
        function: what is called.
        name: what it is called in messages.
        argument_names: of its positional arguments, as far as they are known.
        before: arguments that stand before those of a call: a module, whose arrays are judged as well.
        fixed: positions, among all arguments, of those that a rule does not differentiate.
        rule: the `custom_vjp` or `custom_jvp` that the function is, if it is one.
    """

    function: Callable[..., Any]
    name: str
    argument_names: list[str]
    before: tuple[Any, ...] = ()
    fixed: frozenset[int] = field(default_factory=frozenset)
    rule: Any = None

    @property
    def required(self) -> list[str]:
        """The arguments of a call that have to be given, as far as they are known."""
        return [] if self.before else required_arguments(self.function)


def is_rule(thing: Any) -> bool:
    """Whether something is a function with a rule of its own.

    >>> is_rule(jax.nn.relu), is_rule(jax.numpy.sin)
    (True, False)
    """
    return isinstance(_unwrapped(thing), jax.custom_vjp | jax.custom_jvp)


def is_tree(thing: Any) -> bool:
    """Whether something can be called and is a tree of arrays, as modules of many libraries are.

    >>> is_tree(tree_util.Partial(jax.numpy.add, 1.0)), is_tree(jax.numpy.add)
    (True, False)
    """
    return callable(thing) and not isinstance(thing, type) and not tree_util.all_leaves([thing])


def program_of(thing: Any) -> Program | None:
    """The program that a thing is; None where it cannot be called, or is a class or a layer.

    >>> import jax.numpy as jnp
    >>> found = program_of(jnp.outer)
    >>> found.name, found.argument_names, program_of(3)
    ('outer', ['a', 'b', 'out'], None)
    """
    if isinstance(thing, DeclaredLayer):
        if thing.calls.are_complete or thing.calls.backward:
            return None
        return _with_arguments(thing)
    if not callable(thing) or isinstance(thing, type) or callable(getattr(thing, "backward", None)):
        return None
    owner = getattr(thing, "__self__", None)
    if is_tree(owner) and isinstance(thing, types.MethodType):
        name = f"{type(owner).__name__}.{thing.__name__}"
        return Program(thing.__func__, name, ["", *argument_names(thing)], (owner,))
    if is_tree(thing):
        names = ["", *argument_names(thing)]
        return Program(_call, type(thing).__name__, names, (thing,))
    rule = _unwrapped(thing)
    if not isinstance(rule, jax.custom_vjp | jax.custom_jvp):
        rule = None
    fixed = frozenset(getattr(rule, "nondiff_argnums", ()) or ())
    return Program(thing, _name(thing), argument_names(thing), (), fixed, rule)


def _with_arguments(table: DeclaredLayer) -> Program:
    """A function that a table gives more than arrays: `arguments = { axis = 0 }`."""

    def function(*inputs: Any) -> Any:
        return table.calls.to_forward.call(table.layer, input=inputs)

    return Program(function, _name(table.layer), [])


def _call(module: Any, *arguments: Any) -> Any:
    return module(*arguments)


def _unwrapped(thing: Any) -> Any:
    """A rule, where `jax.jit` has been put around it."""
    inner = thing
    while not isinstance(inner, jax.custom_vjp | jax.custom_jvp):
        inner = getattr(inner, "__wrapped__", None)
        if inner is None:
            return thing
    return inner


def _name(thing: Any) -> str:
    inner = thing.func if isinstance(thing, partial) else thing
    return str(getattr(inner, "__name__", None) or type(inner).__name__)
