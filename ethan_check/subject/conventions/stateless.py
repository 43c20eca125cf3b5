"""No state at all: `backward(g, W, x)` is told everything that forward was told."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.calling import MethodCalling
from ethan_check.subject.conventions.plain import object_readings
from ethan_check.subject.conventions.signatures import candidate_callings
from ethan_check.subject.conventions.trial import Trial
from ethan_core.layer import Array

__all__ = ["NAMES", "readings"]

NAME = "stateless"
NAMES = (NAME,)


@dataclass(frozen=True)
class InOrderOfBackward:
    """Backward returns gradients in the order of its own arguments, not in that of forward's."""

    inner: MethodCalling
    order: tuple[int, ...]

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
        returned = self.inner.backward(layer, inputs, cotangent, memory, **extra)
        if not isinstance(returned, tuple | list) or len(returned) < len(self.order):
            return returned
        sorted_back: list[Any] = list(returned)
        for place, position in enumerate(self.order):
            sorted_back[position] = returned[place]
        return tuple(sorted_back)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer whose backward is given the inputs again."""
    found: list[Reading] = []
    for calling in candidate_callings(trial):
        roles = [role for _, role in calling.roles]
        given = [int(role[1:]) for role in roles if re.fullmatch(r"X\d+", role)]
        if not (given or "output" in roles) or {"rate", "cache", "out", "optimizer"} & set(roles):
            continue
        outcome = trial.outcome(calling)
        if outcome is None:
            continue
        words = f"{calling.text} without state"
        found += object_readings(trial, calling, outcome, name=NAME, words=words)
        if len(given) == len(trial.inputs) and given != sorted(given):
            turned = InOrderOfBackward(calling, tuple(given))
            found += [
                replace(one, calling=turned, description=f"{one.description}, gradients in that order")
                for one in found[-1:]
                if type(one) is Reading
            ]
    return found
