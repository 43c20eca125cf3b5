"""A pair of functions as a layer: how its arguments are made of arrays, and what backward is given."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ethan_check.subject.execution.global_rngs import restored_global_rngs
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.execution.silenced import Silenced
from ethan_check.subject.frameworks import foreign_array
from ethan_core.errors import ArgumentError

__all__ = ["Functions", "Structure", "as_tree", "takes"]


_DEPTH = 50
"""Levels of lists and dictionaries inside of each other: parameters of networks have ten, and what holds
itself has no end.
"""


def as_tree(value: Any, where: int | str, depth: int = 0) -> Any:
    """An argument: an array, or a list, tuple or dictionary of such.

    Args:
        where: the position of the argument, or its name.
        depth: in how many lists and dictionaries it stands.

    Raises:
        ArgumentError: it holds something else, or itself.

    >>> as_tree([np.ones(2), {"b": 1.5}], 0)
    [array([1., 1.]), {'b': array(1.5)}]
    """
    what = where if isinstance(where, str) else f"argument {where + 1} of forward"
    if foreign_array(value):
        return value
    if depth > _DEPTH:
        raise ArgumentError(f"{what} holds itself, or lists and dictionaries more than {_DEPTH} deep")
    if isinstance(value, Mapping):
        return {key: as_tree(one, where, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple) and any(isinstance(one, np.ndarray | Mapping) for one in value):
        return _like(value, [as_tree(one, where, depth + 1) for one in value])
    try:
        array = np.asarray(value)
    except Exception:  # Of lists of different lengths, or of an object's own.
        array = np.empty((), dtype=object)
    if array.dtype.kind not in "fciub":
        shown = repr(value) if value is None or isinstance(value, str) else f"a {type(value).__name__}"
        raise ArgumentError(f"{what} is {shown}, expected an array, or a list or dictionary of arrays")
    return array


@dataclass(frozen=True)
class Structure:
    """How the arguments of forward are made of arrays.

    Args:
        arguments: those by position: arrays, or lists and dictionaries of them.
        named: those by name.
        names: of all of them, as forward calls them; empty where it cannot be asked.

    >>> structure = Structure(([np.ones(2), np.zeros(3)], np.ones(1)))
    >>> len(structure.leaves), structure.filled([1, 2, 3])
    (3, (([1, 2], 3), {}))
    """

    arguments: tuple[Any, ...]
    named: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, forward: Callable[..., Any], arguments: tuple[Any, ...], named: Mapping[str, Any]
    ) -> Structure:
        """The structure, with the names that forward gives to its arguments."""
        try:
            parameters = list(inspect.signature(forward).parameters.values())
        except (TypeError, ValueError):
            parameters = []
        usual = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        by_position = [one.name for one in parameters if one.kind in usual][: len(arguments)]
        by_position += [f"argument {n + 1}" for n in range(len(by_position), len(arguments))]
        return cls(arguments, dict(named), (*by_position, *named))

    @property
    def all(self) -> tuple[Any, ...]:
        """All arguments, those by name last."""
        return (*self.arguments, *self.named.values())

    @property
    def labels(self) -> list[str]:
        """What a layer calls the arrays: `X`, or `X0`, `X1` where there are several."""
        count = len(self.leaves)
        return [f"X{n}" for n in range(count)] if count > 1 else ["X"]

    @property
    def leaves(self) -> tuple[Any, ...]:
        """The arrays, one after the other."""
        return tuple(leaf for one in self.all for leaf in _leaves(one))

    def filled(self, leaves: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments with other arrays in place of theirs."""
        rest = iter(leaves)
        by_position = tuple(_filled(one, rest) for one in self.arguments)
        return by_position, {name: _filled(one, rest) for name, one in self.named.items()}

    def names_of(self, frozen: tuple[str, ...]) -> tuple[str, ...]:
        """What a layer calls the arrays of some arguments: `X`, or `X0`, `X1` where there are several."""
        rest = iter(self.labels)
        of = {
            name: [next(rest) for _ in _leaves(one)] for name, one in zip(self.names, self.all, strict=False)
        }
        return tuple(label for name in frozen for label in of.get(name, [name]))

    def gradients(self, returned: Any) -> Any:
        """One gradient for each array, from what backward returned; as it is, where that has another form."""
        everything = self.all
        if isinstance(returned, Mapping) and not (
            len(everything) == 1 and isinstance(everything[0], Mapping)
        ):
            returned = tuple(_by_name(returned, name) for name in self.names)
        elif len(everything) == 1 and not (isinstance(returned, tuple) and len(returned) == 1):
            returned = (returned,)
        if not isinstance(returned, tuple | list) or len(returned) != len(everything):
            return returned
        flat: list[Any] = []
        for argument, gradient in zip(everything, returned, strict=True):
            flat += _matched(argument, gradient)
        leaves = self.leaves
        owed = [
            one for one, leaf in zip(flat, leaves, strict=True) if one is not None or not _is_integer(leaf)
        ]
        return owed[0] if len(owed) == 1 else tuple(owed)


def _is_integer(leaf: Any) -> bool:
    return isinstance(leaf, np.ndarray) and leaf.dtype.kind in "iub"


def _leaves(tree: Any) -> Iterator[Any]:
    if isinstance(tree, Mapping):
        for one in tree.values():
            yield from _leaves(one)
    elif isinstance(tree, list | tuple):
        for one in tree:
            yield from _leaves(one)
    else:
        yield tree


def _filled(tree: Any, rest: Iterator[Any]) -> Any:
    if isinstance(tree, Mapping):
        return {key: _filled(one, rest) for key, one in tree.items()}
    if isinstance(tree, list | tuple):
        return _like(tree, [_filled(one, rest) for one in tree])
    return next(rest)


def _like(tree: Any, pieces: list[Any]) -> Any:
    """A list or tuple of the same class, whatever its constructor takes: a named tuple's takes every part."""
    if isinstance(tree, tuple):
        return tuple.__new__(type(tree), pieces)
    made = copy(tree)
    made[:] = pieces
    return made


def _matched(argument: Any, gradient: Any) -> list[Any]:
    """The gradients of an argument's arrays; None for each where it has none."""
    if isinstance(argument, Mapping):
        held = gradient if isinstance(gradient, Mapping) else {}
        return [one for key, part in argument.items() for one in _matched(part, _by_name(held, key))]
    if isinstance(argument, list | tuple):
        is_alike = isinstance(gradient, list | tuple) and len(gradient) == len(argument)
        parts = gradient if is_alike else [None] * len(argument)
        return [one for part, of in zip(argument, parts, strict=True) for one in _matched(part, of)]
    return [gradient]


def _by_name(held: Mapping[Any, Any], name: Any) -> Any:
    """The gradient of an argument, under its name or one made from it."""
    spelt = (name, f"d{name}", f"grad_{name}", f"d_{name}", f"{name}_grad", f"dL_d{name}")
    return next((held[one] for one in spelt if one in held), None)


class Functions:
    """A pair of functions in the convention of the handed-on cache; what a plugin is asked to translate.

    Args:
        forward, backward: the functions.
        structure: how the arguments are made of arrays; or how many arrays they are.

    >>> pair = Functions(np.multiply, lambda g, x, y: (g * y, g * x), 2)
    >>> output, cache = pair.forward(np.array([2.0]), np.array([3.0]))
    >>> output, pair.backward(np.array([1.0]), cache)
    (array([6.]), (array([3.]), array([2.])))
    """

    def __init__(
        self, forward: Callable[..., Any], backward: Callable[..., Any], structure: Structure | int
    ) -> None:
        self._forward, self._backward = forward, backward
        if isinstance(structure, int):
            structure = Structure.of(forward, (None,) * structure, {})
        self._structure, self.ethan_backward = structure, backward
        count = len(structure.all)
        self._takes_inputs = _binds(backward, 1 + len(structure.arguments), structure.named)
        self._takes_two = _binds(backward, 2, {})
        self._is_one = count == 1

    def forward(self, *arrays: Any) -> tuple[Any, Any]:
        """The output, and what backward will need."""
        by_position, named = self._structure.filled(arrays)
        returned = self._forward(*by_position, **named)
        pair = isinstance(returned, tuple) and len(returned) == 2 and _is_numeric(returned[0])
        if pair and not (_is_numeric(returned[1]) and np.shape(returned[1]) == ()) and self._takes_two:
            return returned[0], ((returned[1],), {})
        if self._takes_inputs or not self._takes_two:
            return returned, (by_position, named)
        together = (*by_position, *named.values())
        return returned, ((together[0] if self._is_one else together,), {})

    def backward(self, cotangent: Any, cache: Any) -> Any:
        """The gradients, one for each array."""
        given, named = cache
        return self._structure.gradients(self._backward(cotangent, *given, **named))

    def undifferentiated(self) -> tuple[str, ...]:
        """The arrays for which backward returns None beside gradients of others, as a layer calls them."""
        leaves = self._structure.leaves
        if foreign_array(leaves):
            return ()
        try:
            with KeptProcess(), Silenced(), restored_global_rngs():
                output, cache = self.forward(*(np.array(leaf) for leaf in leaves))
                returned = self.backward(np.ones_like(output), cache)
        except BaseException as error:
            let_pass(error)  # The checks say so.
            return ()
        labels = [
            name for name, leaf in zip(self._structure.labels, leaves, strict=True) if not _is_integer(leaf)
        ]
        if not isinstance(returned, tuple) or len(returned) != len(labels):
            return ()
        none = [name for name, gradient in zip(labels, returned, strict=True) if gradient is None]
        return tuple(none) if len(none) < len(labels) else ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Functions:
        return self


def takes(function: Callable[..., Any], name: str) -> bool:
    """Whether a function takes an argument of some name; one that cannot be asked does.

    >>> takes(lambda x, w: x, "w"), takes(lambda x, w: x, "v"), takes(lambda **named: 0, "v")
    (True, False, True)
    """
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return True
    return name in parameters or any(one.kind is one.VAR_KEYWORD for one in parameters.values())


def _binds(function: Callable[..., Any], count: int, named: Mapping[str, Any]) -> bool:
    """Whether a function takes so many arguments by position; one that cannot be asked takes them."""
    try:
        inspect.signature(function).bind(*range(count), **named)
    except TypeError:
        return False
    except ValueError:
        return True
    return True


def _is_numeric(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic | float | int) or foreign_array(value) is not None
