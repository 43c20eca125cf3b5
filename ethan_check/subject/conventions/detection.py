"""Finding out in which convention a layer is written: by looking, then by trying, never by guessing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from ethan_check.subject.conventions import (
    cached,
    closure,
    elementwise,
    fused_update,
    loss,
    optimizer,
    out_parameter,
    plain,
    stateless,
    tape,
    train_step,
)
from ethan_check.subject.conventions.base import Adapter
from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.choosing import choose, question
from ethan_check.subject.conventions.evidence import is_derivative
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.conventions.unseen import updated_unseen
from ethan_core.errors import ArgumentError

__all__ = ["CONVENTIONS", "convention_names", "detect"]


class Convention(Protocol):
    """A module of this package."""

    NAMES: tuple[str, ...]
    readings: Callable[..., list[Reading]]


CONVENTIONS: tuple[Any, ...] = (
    train_step, loss, fused_update, optimizer, cached, stateless, out_parameter, plain, elementwise,
    closure, tape,
)  # fmt: skip
"""The conventions that Ethan brings, in the order in which they are tried."""


def convention_names() -> tuple[str, ...]:
    """Everything that `convention=` can say, apart from what plugins add.

    >>> "mapping" in convention_names()
    True
    """
    return tuple(name for convention in CONVENTIONS for name in convention.NAMES)


def detect(trial: Trial, stated: str | None = None, further: Iterable[Adapter] = ()) -> Adapter:
    """The adapter for a layer.

    Args:
        trial: the layer and the inputs on which it is tried.
        stated: the convention that the caller names; only its readings are tried.
        further: the adapters of plugins; the first that recognises the layer is taken.

    Raises:
        ArgumentError: the convention is unknown, none fits, or more than one does.
        LayerFault: whatever was tried, the layer raised.

    >>> import numpy as np
    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return 2 * self.x * g
    >>> detect(Trial(Square(), (np.ones(3),), lambda replacements: Square())).name
    'plain'
    """
    further = tuple(further)
    for adapter in further:
        if adapter.name == stated or (stated is None and adapter.recognises(trial.layer)):
            return adapter
    if stated is not None and stated not in convention_names():
        known = ", ".join((*(adapter.name for adapter in further), *convention_names()))
        raise ArgumentError(f"convention {stated!r} is unknown; expected one of {known}")
    found = _readings(trial, stated)
    if not found:
        raise _nothing(trial, stated)
    chosen = choose(trial, found)
    if stated is None and chosen.name == plain.NAME and len(trial.inputs) == 1:
        disguised = elementwise.in_disguise(trial)
        if disguised is not None and not is_derivative(trial, chosen):
            raise question(trial, [chosen, disguised])
    updated = updated_unseen(trial, chosen)
    if updated:
        raise ArgumentError(
            f"backward changes {', '.join(updated)} of {trial.name}, but no learning rate that can be set "
            "was found among its arguments and attributes, so the gradient cannot be told; let it have one, "
            "called lr or learning_rate"
        )
    return chosen


def _readings(trial: Trial, stated: str | None) -> list[Reading]:
    found: list[Reading] = []
    for convention in CONVENTIONS:
        if stated is not None and stated not in convention.NAMES:
            continue
        readings = convention.readings(trial, stated)
        if stated is not None and stated != plain.NAME:
            readings = [one for one in readings if one.name == stated] or [
                one for one in readings if one.name == plain.NAME and stated not in plain.NAMES
            ]
        found += readings
        if found and convention in (train_step, loss):
            break
        if convention in (plain, elementwise) and found:
            break  # A closure is called too, and so is a tape, but neither has a backward beside forward.
    return found


def _nothing(trial: Trial, stated: str | None) -> Exception:
    name = trial.name
    if trial.faults:
        return trial.faults[0]
    if stated is not None:
        return ArgumentError(f"{name} cannot be read as {stated!r}; leave convention= out to see what it is")
    return ArgumentError(
        f"{name} is no layer that can be called: expected forward(X) with "
        "backward(X, dL_dY, lr), backward(g) or backward(dout, cache), or value and gradient"
    )
