"""The arguments of a call as a flat row of tensors, wherever in them the tensors stand."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.utils import _pytree as pytree

from ethan_torch.tensors import Array, as_array

__all__ = ["Arguments", "tensors_in"]


@dataclass(frozen=True)
class Arguments:
    """A call's arguments, of which the tensors can be replaced.

    Args:
        leaves: everything that stands in the arguments, in their order; what is no tensor stays as it is.
        spec: how the leaves are nested.
        places: which of the leaves are tensors.
        names: what those are called: `x`, or `state.0` for the first of an argument that is a tuple.

    >>> given = Arguments.of((torch.ones(2), {"scale": torch.zeros(3)}, 0.5), ["x", "options", "slope"])
    >>> given.names
    ('x', 'options.scale')
    >>> given.rebuilt([torch.ones(1), torch.ones(1)])
    (tensor([1.]), {'scale': tensor([1.])}, 0.5)
    """

    leaves: tuple[Any, ...]
    spec: Any
    places: tuple[int, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, inputs: Sequence[Any], names: Sequence[str] = ()) -> Arguments:
        """The arguments that somebody gave: tensors, or arrays in their place, among others."""
        pairs, spec = pytree.tree_flatten_with_path(tuple(inputs))
        leaves = tuple(leaf for _, leaf in pairs)
        places = tuple(
            place for place, leaf in enumerate(leaves) if isinstance(leaf, torch.Tensor | np.ndarray)
        )
        return cls(leaves, spec, places, tuple(_name(pairs[place][0], names) for place in places))

    def __deepcopy__(self, memo: dict[int, Any]) -> Arguments:
        return self  # Nothing in it is ever changed: what is run is rebuilt.

    @property
    def tensors(self) -> tuple[Any, ...]:
        """The tensors among the arguments, or the arrays in their place."""
        return tuple(self.leaves[place] for place in self.places)

    @property
    def devices(self) -> tuple[torch.device | None, ...]:
        """Where each of them lives; None for an array."""
        return tuple(getattr(tensor, "device", None) for tensor in self.tensors)

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The tensors as arrays."""
        return tuple(as_array(one) if isinstance(one, torch.Tensor) else one for one in self.tensors)

    def rebuilt(self, tensors: Sequence[torch.Tensor]) -> tuple[Any, ...]:
        """The arguments with other tensors."""
        leaves = list(self.leaves)
        for place, tensor in zip(self.places, tensors, strict=True):
            leaves[place] = tensor
        arguments: tuple[Any, ...] = pytree.tree_unflatten(leaves, self.spec)
        return arguments


def tensors_in(output: Any) -> list[torch.Tensor]:
    """The tensors of an output: one, or those of tuples, lists, mappings and what torch registers as such.

    >>> len(tensors_in({"loss": torch.ones(()), "parts": (torch.ones(2), None)}))
    2
    """
    if isinstance(output, torch.Tensor):
        return [output]
    return [leaf for leaf in pytree.tree_leaves(output) if isinstance(leaf, torch.Tensor)]


def argument_names(function: Callable[..., Any], skipped: int = 0) -> list[str]:
    """What the positional arguments of a function are called; none where nobody can tell."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter.name for parameter in parameters if parameter.kind in positional][skipped:]


def _name(path: Sequence[Any], names: Sequence[str]) -> str:
    position = path[0].idx
    first = names[position] if position < len(names) else f"X{position}"
    return ".".join((first, *map(_step, path[1:])))


def _step(step: Any) -> str:
    """A position in a sequence, a key of a mapping, or the name of a field."""
    held = (getattr(step, kind, None) for kind in ("idx", "key", "name"))
    return next((str(one) for one in held if one is not None), str(step))
