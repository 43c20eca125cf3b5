"""Gradients that backward returns: `dx, [dW, db]`, `dx, dW, db`, or `dx, {"W": dW}`.

Whose they are is read from keys, from the names in the return statement, or from shapes. Where arrays of
one shape could change places, differences of forward say which is which.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any, TypeAlias

import numpy as np

from ethan_check.subject.conventions.adapter import Gradients, Inputs, Paths
from ethan_check.subject.conventions.parameter_names import name_parameters
from ethan_check.subject.conventions.reading import Call, Reading
from ethan_check.subject.conventions.spelling import gradient_spellings
from ethan_check.subject.conventions.trial import Outcome, Trial
from ethan_check.subject.execution.object_paths import Path, float_arrays, reads
from ethan_check.subject.execution.returned import require_bounded

__all__ = ["NAME", "Returned", "returned_readings"]

NAME = "returned"

_MOST = 24
"""How many ways of giving what was returned to parameters are kept: each costs two forwards to tell apart."""
_MOST_NAMES = 8
"""With more candidates, only those of a returned shape count: the ways to choose grow with the factorial."""
_MOST_PERMUTED = 6
"""With more candidates, gradients count only in the order of their arrays: 720 orders are enough to try."""

Owners: TypeAlias = tuple[str | int | None, ...]
"""Whose each returned gradient is: an input's position, a parameter's name, or nobody's."""


@dataclass(frozen=True)
class Returned(Reading):
    """Takes apart what backward returned; what it does not return is where it is stored.

    Args:
        owners: whose each of the leaves is.
    """

    owners: Owners = ()

    def gradients(self, layer: Any, inputs: Inputs, cotangent: Any, returned: Any, paths: Paths) -> Gradients:
        leaves = [value for _, value in flat_leaves(returned)]
        leaves += [None] * (len(self.owners) - len(leaves))
        owned = dict(zip(self.owners, leaves, strict=False))
        by_name = {name: owned.get(name, self.stored_gradient(layer, name)) for name in paths}
        return Gradients(tuple(owned.get(position) for position in range(len(inputs))), by_name)


def flat_leaves(returned: Any) -> list[tuple[str | None, Any]]:
    """The gradients in what backward returned, in order, each with its key if it has one.

    Raises:
        LayerFault: it cannot be gone through.
    """
    require_bounded(returned, "backward")
    return _leaves(returned)


def _leaves(returned: Any) -> list[tuple[str | None, Any]]:
    if isinstance(returned, Mapping):
        return [(str(key), value) for key, value in returned.items()]
    if isinstance(returned, tuple | list):
        return [leaf for part in returned for leaf in _leaves(part)]
    return [(None, returned)]


def returned_readings(trial: Trial, call: Call, outcome: Outcome, name: str = NAME) -> list[Reading]:
    """The ways in which what backward returned can be given to inputs and parameters; often just one."""
    leaves = flat_leaves(outcome.returned)
    labels, values = [key for key, _ in leaves], [value for _, value in leaves]
    if len(leaves) <= len(_positions_owed(trial.inputs)[-1]) and not any(labels):
        return []
    candidates = _candidates(trial, outcome)
    if not any(labels):
        labels = _names_returned(trial.layer, call, len(leaves), candidates)
    text = f"object with {call.text} that returns parameter gradients"
    found: list[Reading] = []
    for owners in _assign(labels, values, trial.inputs, candidates, outcome.layer)[:_MOST]:
        paths = {key: path for key, path in candidates.items() if key in owners}
        found.append(Returned(name, text, call, paths, owners=owners))
    return found


def _candidates(trial: Trial, outcome: Outcome) -> dict[str, Path]:
    """Arrays that could be parameters: those that running did not change; each array once."""
    found: dict[int, Path] = {}
    for path in float_arrays(trial.layer):
        before, after = reads(trial.layer, path), reads(outcome.layer, path)
        same = isinstance(after, np.ndarray) and np.array_equal(before, after, equal_nan=True)
        if same and path not in outcome.moved:
            found.setdefault(id(before), path)
    return name_parameters(trial.layer, found.values())


def _assign(
    labels: list[str | None], values: list[Any], inputs: Inputs, candidates: Paths, layer: Any
) -> list[Owners]:
    """The ways to give values to their owners: by their labels if those say it, else by shapes."""
    shapes = {name: np.shape(reads(layer, path)) for name, path in candidates.items()}
    by_label = [_owner(label, shapes) for label in labels]
    named = [(owner, value) for owner, value in zip(by_label, values, strict=True) if owner is not None]
    owed = _positions_owed(inputs)
    fitting = all(value is None or np.shape(value) == shapes[owner] for owner, value in named)
    if named and fitting and len({owner for owner, _ in named}) == len(named) >= len(values) - len(inputs):
        positions = iter(owed[-1] if len(values) - len(named) == len(owed[-1]) else owed[0])
        return [tuple(next(positions) if owner is None else owner for owner in by_label)]
    found: list[Owners] = []
    for positions_owed in owed:
        further = len(values) - len(positions_owed)
        for first in (0, further) if further > 0 else ():  # dx, dW, db or dW, db, dx
            at = dict(enumerate(positions_owed, start=first))
            if any(values[i] is not None and np.shape(values[i]) != inputs[k].shape for i, k in at.items()):
                continue
            others = [i for i in range(len(values)) if i not in at]
            for names in _matching([np.shape(values[i]) for i in others], shapes):
                rest = iter(names)
                found.append(tuple(at[i] if i in at else next(rest) for i in range(len(values))))
    return list(dict.fromkeys(found))


def _positions_owed(inputs: Inputs) -> list[tuple[int, ...]]:
    """Which inputs backward may return gradients for: all of them, or those that are no integers."""
    real = tuple(k for k, array in enumerate(inputs) if array.dtype.kind in "fc")
    return list(dict.fromkeys([tuple(range(len(inputs))), real]))


def _owner(label: str | None, names: Mapping[str, Any]) -> str | None:
    bare = set((label or "").lower().split())
    owners = [name for name in names if bare & {spelt.lower() for spelt in gradient_spellings(name)}]
    return owners[0] if len(owners) == 1 else None


def _matching(shapes: list[tuple[int, ...]], names: Mapping[str, tuple[int, ...]]) -> list[tuple[str, ...]]:
    """Every way to give the shapes to names of these shapes: in their order if there is one, else in any."""

    def fits(chosen: tuple[str, ...]) -> bool:
        return all(names[n] == s for n, s in zip(chosen, shapes, strict=True))

    if len(names) > _MOST_NAMES:
        names = {name: shape for name, shape in names.items() if shape in shapes}
    in_order = [chosen for chosen in combinations(names, len(shapes)) if fits(chosen)]
    if len(names) > _MOST_PERMUTED:
        return in_order
    return list(dict.fromkeys([*in_order, *filter(fits, permutations(names, len(shapes)))]))


def _names_returned(layer: Any, call: Call, count: int, parameters: Paths) -> list[str | None]:
    """The names in the last return statement of backward, if it returns as many as that.

    A parameter's own name says nothing: `dout @ self.W.T` is no gradient of W.
    """
    method = getattr(layer, getattr(call, "backward_name", ""), None)
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(method)))  # type: ignore[arg-type]
    except (OSError, TypeError, SyntaxError):
        return [None] * count
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value]
    names = _names_in(returned[-1], {"self", "np", "numpy", "len", "T", *parameters}) if returned else []
    return names if len(names) == count else [None] * count


def _names_in(node: ast.expr, meaningless: set[str]) -> list[str | None]:
    if isinstance(node, ast.Tuple | ast.List):
        return [name for element in node.elts for name in _names_in(element, meaningless)]
    if isinstance(node, ast.Starred):
        return []
    parts = [part for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute)]
    names = {part.attr if isinstance(part, ast.Attribute) else part.id for part in parts} - meaningless
    return [" ".join(sorted(names)) or None]
