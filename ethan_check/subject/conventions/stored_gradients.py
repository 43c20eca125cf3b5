"""Gradients that backward leaves on the layer: every place is searched, every parameter found once.

They stand in a mapping (`grads["W"]`, `get_grads()["dW"]`), in a list in the order of the list of parameters,
on parameters that are objects (`p.data` and `p.grad`), or beside the parameters (`W` and `dW`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.subject.conventions import spelling
from ethan_check.subject.conventions.parameter_names import name_parameters, without_views
from ethan_check.subject.conventions.reading import Call
from ethan_check.subject.conventions.spelling import gradient_spellings
from ethan_check.subject.conventions.trial import Outcome, Trial
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.method_arguments import arity
from ethan_check.subject.execution.object_paths import Path, as_mapping, attributes, holders, reads
from ethan_check.subject.execution.read_attributes import attribute
from ethan_core.errors import ArgumentError

__all__ = ["PLACES", "Pair", "Stored", "find_stored_gradients", "is_parameter"]


@dataclass(frozen=True)
class Pair:
    """A parameter, and the place on the layer where backward leaves its gradient.

    `where` is for people, `the mapping grads`, with an `item` if each parameter has a place of its own. A
    gradient that is `owed` is missing by mistake: the place is evidence enough.
    """

    parameter: Path
    gradient: Path
    where: str
    owed: bool = True
    item: str = ""


@dataclass(frozen=True)
class Stored:
    """What was found: parameters, the places that add up to each one's gradient (more than one where it is
    shared), the convention of the first of them, and all of it for people.
    """

    paths: Mapping[str, Path]
    gradients: Mapping[str, tuple[Path, ...]]
    convention: str
    where: str


def locate_in_mappings(holder: Any, path: Path) -> Iterator[Pair]:
    """Parameters of one object, and where in a mapping of gradients each one's is.

    A parameter that stands in a mapping of parameters is owed a gradient even where there is none.
    """
    gradients = _mappings(holder, spelling.GRADIENT_MAPPINGS)
    if not gradients:
        return
    parameters = _mappings(holder, spelling.PARAMETER_MAPPINGS)
    beside = {} if isinstance(holder, Mapping) else attributes(holder)
    loose = {key: value for key, value in beside.items() if isinstance(value, np.ndarray)}
    for name, mapping in gradients.items():
        for held_in, stated in parameters.items():
            yield from _by_key(stated, mapping, (*path, held_in), (*path, name), owed=True)
        yield from _by_key(loose, mapping, path, (*path, name), owed=False)


def _by_key(
    parameters: Mapping[Any, Any], gradients: Mapping[Any, Any], at: Path, gradients_at: Path, *, owed: bool
) -> Iterator[Pair]:
    keys = {str(key) for key in gradients}
    for key, value in parameters.items():
        name = str(key)
        if isinstance(value, Mapping) and isinstance(gradients.get(key), Mapping):
            yield from _by_key(value, gradients[key], (*at, name), (*gradients_at, name), owed=owed)
        if not _is_array(value):
            continue
        found = next((spelt for spelt in gradient_spellings(name) if spelt in keys), name if owed else None)
        if found is not None:
            yield Pair((*at, name), (*gradients_at, found), f"the mapping {'.'.join(gradients_at)}", owed)


def locate_in_lists(holder: Any, path: Path) -> Iterator[Pair]:
    """Parameters in a list of one object, each with the gradient at the same place in another list."""
    held = dict(holder) if isinstance(holder, Mapping) else attributes(holder)
    lists = {str(name): value for name, value in held.items() if _is_list(value) and value}
    if not isinstance(holder, Mapping):
        usual = (*spelling.PARAMETER_MAPPINGS, *spelling.GRADIENT_MAPPINGS, "trainable_weights")
        further = _values_of_kind(holder, tuple(name for name in usual if name not in lists), list | tuple)
        lists |= {name: value for name, value in further.items() if value and _is_list(value)}
    for name, values in lists.items():
        partners = spelling.GRADIENT_MAPPINGS if name in spelling.PARAMETER_LISTS else ()
        for other in (*partners, *gradient_spellings(name)[1:]):
            gradients = lists.get(other)
            if gradients is None or len(gradients) != len(values) or other == name:
                continue
            arrays = (*values, *(gradient for gradient in gradients if gradient is not None))
            if not all(isinstance(array, np.ndarray) for array in arrays):
                continue
            for i, value in enumerate(values):
                if _is_array(value):
                    where = f"the list {'.'.join((*path, other))}"
                    yield Pair((*path, name, str(i)), (*path, other, str(i)), where)
            break


def locate_on_parameters(holder: Any, path: Path) -> Iterator[Pair]:
    """The array of one object and its gradient, if the object is a parameter."""
    if not path or isinstance(holder, Mapping):
        return
    data = next((name for name in spelling.ARRAY_ATTRIBUTES if _is_array(attribute(holder, name))), None)
    gradient = next(
        (n for n in spelling.GRADIENT_ATTRIBUTES if _may_be_gradient(attribute(holder, n, holder))), None
    )
    if data is not None and gradient is not None:
        yield Pair((*path, data), (*path, gradient), f"the {gradient} of parameter objects")


def locate_beside_parameters(holder: Any, path: Path) -> Iterator[Pair]:
    """Parameters of one object or mapping whose gradient has a name made from theirs."""
    is_mapping = isinstance(holder, Mapping)
    held = {str(key): value for key, value in (holder if is_mapping else attributes(holder)).items()}
    as_written = {spelling.unmangled(name): name for name in held}
    for written, name in as_written.items():
        if not _is_array(held[name]):
            continue
        for spelt in gradient_spellings(written)[1:]:
            if spelt in as_written and _may_be_gradient(held[as_written[spelt]]):
                where, item = ("keys", repr(spelt)) if is_mapping else ("attributes", spelt)
                yield Pair((*path, name), (*path, as_written[spelt]), where, item=item)
                break


def _values_of_kind(holder: Any, names: tuple[str, ...], kind: Any) -> dict[str, Any]:
    """What an object or mapping has of one kind under some names; methods without arguments are called."""
    found = {}
    for name in names:
        value = holder.get(name) if isinstance(holder, Mapping) else attribute(holder, name)
        if callable(value) and not isinstance(value, Mapping) and arity(holder, name) == 0:
            try:
                value = value()
            except BaseException as error:
                let_pass(error)
                continue
        if isinstance(value, kind):
            found[name] = value
    return found


def _mappings(holder: Any, names: tuple[str, ...]) -> dict[str, Mapping[Any, Any]]:
    """Mappings and named tuples under some names."""
    found = {
        name: as_mapping(value) for name, value in _values_of_kind(holder, names, Mapping | tuple).items()
    }
    return {name: mapping for name, mapping in found.items() if mapping is not None}


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple) and as_mapping(value) is None


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "fc"


def _may_be_gradient(value: Any) -> bool:
    return value is None or isinstance(value, np.ndarray | float | int)


_OWNERS_SHOWN = 4
"""Parts of a layer that a message names before it only counts them."""

PLACES: Mapping[str, Callable[[Any, Path], Iterator[Pair]]] = {
    "mapping": locate_in_mappings,
    "parallel-lists": locate_in_lists,
    "parameter-objects": locate_on_parameters,
    "attributes": locate_beside_parameters,
}
"""The places where backward may leave gradients, by their conventions, in the order of search."""


def find_stored_gradients(trial: Trial, call: Call, outcome: Outcome, only: str | None = None) -> Stored:
    """Search what one forward and backward left behind.

    Args:
        only: the one convention to search by.

    Raises:
        ArgumentError: two places hold different gradients of one parameter.
    """
    by_array: dict[int, list[tuple[str, Pair]]] = {}
    for path, holder in holders(outcome.layer):
        if isinstance(holder, list | tuple):
            continue  # Its items are searched; it has no names of its own.
        for name, locate in PLACES.items():
            if only not in (None, name):
                continue
            for pair in locate(holder, path):
                value = reads(outcome.layer, pair.parameter)
                gradient = reads(outcome.layer, pair.gradient)
                fits = gradient is not None and np.shape(gradient) == value.shape
                if (fits or pair.owed) and is_parameter(trial, call, pair.parameter, outcome):
                    by_array.setdefault(id(value), []).append((name, pair))
    return _resolve(outcome.layer, by_array)


def is_parameter(trial: Trial, call: Call, path: Path, outcome: Outcome) -> bool:
    """Whether an array is the same before and after: what changes with the inputs is a cache."""
    before = reads(trial.layer, path)
    # A backward that moves a parameter whose gradient it also leaves behind has that mistake to itself.
    value = outcome.moved[path][0] if path in outcome.moved else reads(outcome.layer, path)
    if isinstance(before, np.ndarray) and identical(before, value):
        return True
    if isinstance(before, np.ndarray) and before.size and before.shape == value.shape and np.any(before):
        return False
    if before is None and trial.is_lasting(call, path):
        return True
    elsewhere = trial.elsewhere(call)
    other = None if elsewhere is None else reads(elsewhere.layer, path)
    depends_on_inputs = not (isinstance(other, np.ndarray) and identical(other, value))
    if before is None and not depends_on_inputs:
        trial.made_anew[path] = None  # Neither a parameter nor a cache: an initial state, for example.
    return before is not None and not depends_on_inputs


def _resolve(layer: Any, by_array: Mapping[int, list[tuple[str, Pair]]]) -> Stored:
    found = [_one_array(layer, alternatives) for alternatives in by_array.values()]
    apart = without_views(layer, (pair.parameter for _, pair, _ in found))
    found = [one for one in found if one[1].parameter in apart]
    paths = name_parameters(layer, (pair.parameter for _, pair, _ in found))
    items: dict[str, list[tuple[str, str]]] = {}
    for _, pair, _ in found:
        items.setdefault(pair.where, []).append((pair.item, ".".join(pair.gradient[:-1])))
    where = " and ".join(f"{where} {_named(of)}".strip() for where, of in items.items())
    gradients = {name: places for name, (_, _, places) in zip(paths, found, strict=True)}
    return Stored(paths, gradients, found[0][0] if found else "", where)


def _named(items: list[tuple[str, str]]) -> str:
    """Places of their own, each name once, and whose they are where they belong to several parts of a layer.

    >>> _named([("dW", "one"), ("db", "one"), ("dW", "two"), ("db", "two")])
    'dW, db of one and two'
    """
    names = ", ".join(dict.fromkeys(item for item, _ in items if item))
    owners = list(dict.fromkeys(owner for item, owner in items if item and owner))
    if not owners or len({owner for _, owner in items}) == 1:
        return names
    shown = owners[:_OWNERS_SHOWN]
    rest = len(owners) - len(shown)
    *first, last = [*shown, *([f"{rest} more"] if rest else [])]
    return f"{names} of {', '.join(first)} and {last}" if first else f"{names} of {last} and of its own"


def _one_array(layer: Any, alternatives: list[tuple[str, Pair]]) -> tuple[str, Pair, tuple[Path, ...]]:
    """One parameter: the same gradient in several places counts once, others of a shared one add up."""
    found: list[tuple[str, Pair, Any]] = []
    for name, pair in alternatives:
        value = reads(layer, pair.gradient)
        fits = value is not None and np.shape(value) == np.shape(reads(layer, pair.parameter))
        if any(_same(value, other) for _, _, other in found) or (not fits and found):
            continue
        found = [one for one in found if one[2] is not None and np.shape(one[2]) == np.shape(value)]
        found.append((name, pair, value))
    name, first, _ = found[0]
    for other_name, other, _ in found[1:]:
        if other.parameter[:-1] == first.parameter[:-1] or other_name != name:
            label = ".".join(first.parameter)
            raise ArgumentError(
                f"{type(layer).__name__} could be read as {name} or {other_name}: for the parameter {label}, "
                f"{'.'.join(first.gradient)} and {'.'.join(other.gradient)} hold different gradients; "
                f"say convention={name!r} or convention={other_name!r}"
            )
    whole, *parts = (value for _, _, value in found)
    if len(parts) > 1 and np.allclose(whole, np.sum(parts, axis=0)):
        found = found[:1]  # It is the sum of those that the parts have.
    return name, first, tuple(pair.gradient for _, pair, _ in found)


def _same(a: Any, b: Any) -> bool:
    is_missing = a is None or b is None
    return a is b or (not is_missing and np.shape(a) == np.shape(b) and np.array_equal(a, b, equal_nan=True))
