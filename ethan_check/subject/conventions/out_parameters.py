"""The out-parameter: backward writes gradients into arrays that it is handed, `backward(g, dx)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Inputs
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.parameter_names import name_parameters
from ethan_check.subject.conventions.reading import Reading, WrappedCall
from ethan_check.subject.conventions.returned_gradients import Returned
from ethan_check.subject.conventions.signatures import candidate_calls
from ethan_check.subject.conventions.spelling import gradient_spellings
from ethan_check.subject.conventions.stored_gradients import find_stored_gradients
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.object_paths import Path, float_arrays, reads

__all__ = ["CONVENTIONS"]

NAME = "out-parameter"


@dataclass(frozen=True)
class IntoArrays(WrappedCall):
    """Hands backward an array for each argument that it writes into, and returns those arrays.

    Each belongs to an input, by its position, or to the parameter at a path. One that `adds` to what is there
    is handed zeros; else it is handed NaN, and what it forgets to write shows.
    """

    owners: tuple[tuple[str, int | Path], ...] = ()
    adds: bool = False

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        written = {}
        for argument, owner in self.owners:
            array = inputs[owner] if isinstance(owner, int) else reads(layer, owner)
            dtype = array.dtype if array.dtype.kind == "f" else np.float64
            written[argument] = np.full(array.shape, 0.0 if self.adds else np.nan, dtype)
        self.inner.backward(layer, inputs, cotangent, memory, **extra, **written)
        return tuple(written.values())


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer that writes into arrays which it is handed."""
    found: list[Reading] = []
    for call in candidate_calls(trial):
        arguments = [name for name, role in call.roles if role == "out"]
        if not arguments or call.given & {"rate", "optimizer"}:
            continue
        roles = tuple((name, name if role == "out" else role) for name, role in call.roles)
        inner = replace(call, roles=roles, with_context=False, keywords=frozenset())
        parameters = name_parameters(trial.layer, float_arrays(trial.layer))
        owners = _owners(arguments, parameters, len(trial.inputs))
        if owners is None:
            trial.reject(
                call.text, f"{', '.join(arguments)} are more arrays to write into than there are inputs"
            )
            continue
        places = tuple(
            (name, owner if isinstance(owner, int) else parameters[owner])
            for name, owner in zip(arguments, owners, strict=True)
        )
        into = IntoArrays(inner, places)
        into = replace(into, adds=_adds(trial, into))
        outcome = trial.outcome(into)
        if outcome is None:
            continue
        stored = find_stored_gradients(trial, into, outcome)
        named = {owner: parameters[owner] for owner in owners if isinstance(owner, str)}
        further = {name: path for name, path in stored.paths.items() if path not in named.values()}
        text = f"{into.text} that writes into {', '.join(arguments)}"
        text += f", parameter gradients in {stored.where}" if further else ""
        gradients = {name: stored.gradients[name] for name in further}
        found.append(Returned(NAME, text, into, {**named, **further}, gradients, owners=tuple(owners)))
    return found


def _owners(arguments: list[str], parameters: Mapping[str, Path], count: int) -> list[str | int] | None:
    """Whose gradient each argument takes: a parameter's whose name it is made from, or the next input's."""
    spellings = {name: {spelt.lower() for spelt in gradient_spellings(name)[1:]} for name in parameters}
    owners: list[str | int] = []
    for argument in arguments:
        named = next((name for name in parameters if argument.lower() in spellings[name]), None)
        owners.append(named if named is not None else sum(isinstance(owner, int) for owner in owners))
    return owners if sum(isinstance(owner, int) for owner in owners) <= count else None


def _adds(trial: Trial, overwriting: IntoArrays) -> bool:
    """Whether backward adds to what it finds: arrays of NaN then stay NaN, all of them."""
    outcome = trial.outcome(overwriting)
    if outcome is None:
        return True
    return all(bool(np.isnan(array).all()) for array in outcome.returned if array.size)


CONVENTIONS = (Convention((NAME,), 60, readings),)
