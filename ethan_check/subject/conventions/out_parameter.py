"""The out-parameter: backward writes gradients into arrays that it is handed, `backward(g, dx)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.subject.conventions.base import Gradients
from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.calling import Calling, MethodCalling
from ethan_check.subject.conventions.left_on_layer import search
from ethan_check.subject.conventions.naming import name_parameters
from ethan_check.subject.conventions.signatures import candidate_callings
from ethan_check.subject.conventions.spelling import gradient_spellings
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.object_paths import Path, float_arrays, reads
from ethan_core.layer import Array

__all__ = ["NAMES", "readings"]

NAME = "out-parameter"
NAMES = (NAME,)


@dataclass(frozen=True)
class IntoArrays:
    """Hands backward an array for each argument that it writes into, and returns those arrays.

    Args:
        owners: for each argument that is written into, an input's position or where the parameter is.
        adds: whether backward adds to what is there, so that it is handed zeros; otherwise it is handed
            NaN, and what it forgets to write shows.
    """

    inner: MethodCalling
    owners: tuple[tuple[str, int | Path], ...]
    adds: bool

    @property
    def text(self) -> str:
        return self.inner.text

    @property
    def memory_is_handed_on(self) -> bool:
        return self.inner.memory_is_handed_on

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        return self.inner.forward(layer, inputs)

    def backward(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, **extra: Any
    ) -> Any:
        given = {}
        for argument, owner in self.owners:
            array = inputs[owner] if isinstance(owner, int) else reads(layer, owner)
            dtype = array.dtype if array.dtype.kind == "f" else np.float64
            given[argument] = np.full(array.shape, 0.0 if self.adds else np.nan, dtype)
        self.inner.backward(layer, inputs, cotangent, memory, **extra, **given)
        return tuple(given.values())


@dataclass(frozen=True)
class Written(Reading):
    """Reads gradients from the arrays that backward was handed."""

    owners: tuple[str | int, ...] = ()

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Run backward and give every array that it wrote to its owner."""
        written = self.calling.backward(layer, inputs, cotangent, memory)
        owned = dict(zip(self.owners, written, strict=True))
        by_name = {name: owned[name] if name in owned else self.sum_of(layer, name) for name in parameters}
        return Gradients(tuple(owned.get(position) for position in range(len(inputs))), by_name)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer that writes into arrays which it is handed."""
    found: list[Reading] = []
    for calling in candidate_callings(trial):
        arguments = [name for name, role in calling.roles if role == "out"]
        if not arguments or any(role in ("rate", "optimizer") for _, role in calling.roles):
            continue
        roles = tuple((name, name if role == "out" else role) for name, role in calling.roles)
        inner = MethodCalling(
            calling.forward_name, calling.backward_name, roles, calling.listed, calling.pair
        )
        parameters = _parameters(trial)
        owners = _owners(arguments, parameters, len(trial.inputs))
        if owners is None:
            continue
        places = tuple(
            (name, owner if isinstance(owner, int) else parameters[owner])
            for name, owner in zip(arguments, owners, strict=True)
        )
        into = IntoArrays(inner, places, adds=_adds(trial, IntoArrays(inner, places, adds=True)))
        outcome = trial.outcome(into)
        if outcome is None:
            continue
        left = search(trial, into, outcome)
        named = {owner: parameters[owner] for owner in owners if isinstance(owner, str)}
        further = {name: path for name, path in left.paths.items() if path not in named.values()}
        text = f"{into.text} that writes into {', '.join(arguments)}"
        text += f", parameter gradients in {left.where}" if further else ""
        gradients = {name: left.gradients[name] for name in further}
        found.append(Written(NAME, text, into, {**named, **further}, gradients, owners=tuple(owners)))
    return found


def _parameters(trial: Trial) -> dict[str, Path]:
    return name_parameters(trial.layer, float_arrays(trial.layer))


def _owners(arguments: list[str], parameters: Mapping[str, Path], count: int) -> list[str | int] | None:
    """Whose gradient each argument takes: a parameter's whose name it is made from, or the next input's."""
    owners: list[str | int] = []
    for argument in arguments:
        bare = argument.lower()
        named = next(
            (
                name
                for name in parameters
                if bare in {spelt.lower() for spelt in gradient_spellings(name)[1:]}
            ),
            None,
        )
        owners.append(named if named is not None else sum(isinstance(owner, int) for owner in owners))
    return owners if sum(isinstance(owner, int) for owner in owners) <= count else None


def _adds(trial: Trial, calling: Calling) -> bool:
    """Whether backward adds to what it finds: arrays of NaN then stay NaN, all of them."""
    assert isinstance(calling, IntoArrays)
    overwriting = IntoArrays(calling.inner, calling.owners, adds=False)
    outcome = trial.outcome(overwriting)
    if outcome is None:
        return True
    return all(bool(np.isnan(array).all()) for array in outcome.returned if array.size)
