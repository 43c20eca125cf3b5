"""Gradients that backward leaves on the layer: every place is searched, every parameter found once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.subject.conventions import attributes, mapping, parallel_lists, parameter_objects
from ethan_check.subject.conventions.calling import Calling
from ethan_check.subject.conventions.naming import name_parameters, without_views
from ethan_check.subject.conventions.pairs import Pair
from ethan_check.subject.conventions.trial import Outcome, Trial
from ethan_check.subject.execution.object_paths import Path, holders, reads
from ethan_core.errors import ArgumentError

__all__ = ["PLACES", "Left", "search"]

PLACES: Mapping[str, Callable[[Any, Path], Iterator[Pair]]] = {
    module.NAME: module.pairs for module in (mapping, parallel_lists, parameter_objects, attributes)
}
"""The places where backward may leave gradients, in the order in which they are searched."""


@dataclass
class Left:
    """What was found.

    Args:
        paths: parameters by name.
        gradients: for each of them the places that add up to its gradient: more than one where a
            parameter is shared.
        conventions: in which it was found, the first the commonest.
        where: for people.
    """

    paths: dict[str, Path] = field(default_factory=dict)
    gradients: dict[str, tuple[Path, ...]] = field(default_factory=dict)
    conventions: tuple[str, ...] = ()
    where: str = ""


def search(trial: Trial, calling: Calling, outcome: Outcome, only: str | None = None) -> Left:
    """Search what one forward and backward left behind.

    Args:
        only: the one convention to search by.

    Raises:
        ArgumentError: two places hold different gradients of one parameter.
    """
    elsewhere: list[Outcome | None] = []
    by_array: dict[int, list[tuple[str, Pair]]] = {}
    for path, holder in holders(outcome.layer):
        for name, pairs in PLACES.items():
            if only not in (None, name):
                continue
            for pair in pairs(holder, path):
                value = reads(outcome.layer, pair.parameter)
                gradient = reads(outcome.layer, pair.gradient)
                fits = gradient is not None and np.shape(gradient) == value.shape
                if (fits or pair.owed) and _is_parameter(
                    trial, calling, pair.parameter, value, outcome, elsewhere
                ):
                    by_array.setdefault(id(value), []).append((name, pair))
    return _settled(outcome.layer, by_array)


def _is_parameter(
    trial: Trial,
    calling: Calling,
    path: Path,
    value: Any,
    outcome: Outcome,
    elsewhere: list[Outcome | None],
) -> bool:
    """Whether an array is the same before and after: what changes with the inputs is a cache."""
    before = reads(trial.layer, path)
    # A backward that moves a parameter whose gradient it also leaves behind has that mistake to itself.
    value = outcome.moved[path][0] if path in outcome.moved else value
    if isinstance(before, np.ndarray) and identical(before, value):
        return True
    if isinstance(before, np.ndarray) and before.size and before.shape == value.shape and np.any(before):
        return False
    if not elsewhere:
        elsewhere.append(trial.elsewhere(calling))
    other = None if elsewhere[0] is None else reads(elsewhere[0].layer, path)
    return isinstance(other, np.ndarray) and identical(other, value)


def _settled(layer: Any, by_array: Mapping[int, list[tuple[str, Pair]]]) -> Left:
    found = [_one_array(layer, alternatives) for alternatives in by_array.values()]
    kept = without_views(layer, (path for path, _, _, _ in found))
    found = [one for one in found if one[0] in kept]
    names = name_parameters(layer, (path for path, _, _, _ in found))
    left = Left(paths=names)
    items: dict[str, list[str]] = {}
    for name, (_, gradients, convention, pair) in zip(names, found, strict=True):
        left.gradients[name] = gradients
        if convention not in left.conventions:
            left.conventions = (*left.conventions, convention)
        items.setdefault(pair.where, []).append(pair.item)
    left.where = " and ".join(f"{where} {', '.join(filter(None, of))}".strip() for where, of in items.items())
    return left


def _one_array(layer: Any, alternatives: list[tuple[str, Pair]]) -> tuple[Path, tuple[Path, ...], str, Pair]:
    """One parameter: the same gradient in several places counts once, others of a shared one add up."""
    kept: list[tuple[str, Pair, Any]] = []
    for name, pair in alternatives:
        value = reads(layer, pair.gradient)
        fits = value is not None and np.shape(value) == np.shape(reads(layer, pair.parameter))
        if any(_same(value, other) for _, _, other in kept):
            continue
        if not fits and kept:
            continue
        kept = [one for one in kept if one[2] is not None and np.shape(one[2]) == np.shape(value)] or kept[:0]
        kept.append((name, pair, value))
    name, first, _ = kept[0]
    for other_name, other, _ in kept[1:]:
        if other.parameter[:-1] == first.parameter[:-1] or other_name != name:
            label = ".".join(first.parameter)
            raise ArgumentError(
                f"{type(layer).__name__} could be read as {name} or {other_name}: for the parameter {label}, "
                f"{'.'.join(first.gradient)} and {'.'.join(other.gradient)} hold different gradients; "
                f"say convention={name!r} or convention={other_name!r}"
            )
    return first.parameter, tuple(pair.gradient for _, pair, _ in kept), name, first


def _same(a: Any, b: Any) -> bool:
    if a is None or b is None:
        return a is b
    return a is b or (np.shape(a) == np.shape(b) and bool(np.array_equal(a, b, equal_nan=True)))
