"""The arguments of a call as a flat row of arrays, wherever in its trees the arrays stand."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any

from jax import tree_util

from ethan_jax.arrays import Array, as_array, is_array

__all__ = ["Arguments", "argument_names", "required_arguments", "takes_anything"]

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class Arguments:
    """A call's arguments, of which the arrays can be replaced.

    Args:
        leaves: everything that stands in the arguments, in their order; what is no array stays as it is.
        tree: how the leaves are nested.
        places: which of the leaves are arrays.
        names: what those are called: `x`, or `parameters.weight` for one of a mapping.

    >>> import numpy as np
    >>> given = Arguments.of((np.ones(2), {"scale": np.zeros(3)}, 0.5), ["x", "options", "slope"])
    >>> given.names
    ('x', 'options.scale')
    >>> given.rebuilt([np.ones(1), np.ones(1)])
    (array([1.]), {'scale': array([1.])}, 0.5)
    """

    leaves: tuple[Any, ...]
    tree: Any
    places: tuple[int, ...]
    names: tuple[str, ...]

    @classmethod
    def of(
        cls,
        inputs: Sequence[Any],
        names: Sequence[str] = (),
        *,
        fixed: Container[int] = (),
        takes_numbers: bool = False,
    ) -> Arguments:
        """The arguments that somebody gave.

        Args:
            inputs: trees of arrays, and whatever else there is.
            names: of the arguments; an empty one, of a module, is left out of the names of its leaves.
            fixed: positions of arguments that are handed on as they are.
            takes_numbers: whether plain numbers with a fraction or an imaginary part are arrays, too.
        """
        pairs, tree = tree_util.tree_flatten_with_path(tuple(inputs))
        kinds = (float, complex) if takes_numbers else ()
        places = tuple(
            place
            for place, (path, leaf) in enumerate(pairs)
            if path[0].idx not in fixed and (is_array(leaf) or isinstance(leaf, kinds))
        )
        called = [_name(pairs[place][0], names) for place in places]
        often = Counter(called)
        unique = [
            name if often[name] == 1 else _name(pairs[place][0], ["self", *names[1:]])
            for name, place in zip(called, places, strict=True)
        ]
        return cls(tuple(leaf for _, leaf in pairs), tree, places, tuple(unique))

    def __deepcopy__(self, memo: dict[int, Any]) -> Arguments:
        return self  # Nothing in it is ever changed: what is run is rebuilt.

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The arrays among the arguments, as numpy's."""
        return tuple(as_array(self.leaves[place]) for place in self.places)

    def rebuilt(self, arrays: Sequence[Any]) -> tuple[Any, ...]:
        """The arguments with other arrays."""
        leaves = list(self.leaves)
        for place, array in zip(self.places, arrays, strict=True):
            leaves[place] = array
        arguments: tuple[Any, ...] = tree_util.tree_unflatten(self.tree, leaves)
        return arguments


def argument_names(function: Callable[..., Any]) -> list[str]:
    """What the positional arguments of a function are called; none where nobody can tell.

    >>> argument_names(lambda x, w=1, *, axis=0: x)
    ['x', 'w']
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []
    return [one.name for one in parameters if one.kind in _POSITIONAL]


def required_arguments(function: Callable[..., Any]) -> list[str]:
    """Those of them that have no default.

    >>> required_arguments(lambda x, w=1, *, axis=0: x)
    ['x']
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []
    return [one.name for one in parameters if one.kind in _POSITIONAL and one.default is one.empty]


def takes_anything(function: Callable[..., Any]) -> bool:
    """Whether a function can be given an argument; yes where nobody can tell.

    >>> takes_anything(lambda *arrays: 0), takes_anything(lambda: 0)
    (True, False)
    """
    try:
        return bool(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return True


def _name(path: Sequence[Any], names: Sequence[str]) -> str:
    position = path[0].idx
    first = names[position] if position < len(names) else f"X{position}"
    return ".".join(filter(None, (first, *map(_step, path[1:]))))


def _step(step: Any) -> str:
    """A position in a sequence, a key of a mapping, or the name of a field."""
    held = (getattr(step, kind, None) for kind in ("idx", "key", "name"))
    return next((str(one) for one in held if one is not None), str(step))
