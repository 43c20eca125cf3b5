"""Finding out in which convention a layer is written: by looking, then by trying, never by guessing.

A module of this package that defines `CONVENTIONS` is asked: to add a convention is to add a file.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.conventions.choice import choose, question
from ethan_check.subject.conventions.convention import Convention, uninitialised
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.trial import Trial
from ethan_core.errors import ArgumentError

__all__ = ["convention_names", "conventions", "detect", "looks_like_a_layer"]


@cache
def conventions() -> tuple[Convention, ...]:
    """The conventions that Ethan brings, in the order in which they are tried."""
    package = __name__.rpartition(".")[0]
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    modules = (import_module(f"{package}.{name}") for name in names)
    found = (convention for module in modules for convention in getattr(module, "CONVENTIONS", ()))
    return tuple(sorted(found, key=lambda convention: convention.order))


def convention_names() -> tuple[str, ...]:
    """Everything that `convention=` can say, apart from what plugins add."""
    return tuple(dict.fromkeys(name for convention in conventions() for name in convention.names))


def looks_like_a_layer(thing: Any) -> bool:
    """Whether a class, or a function, looks as if it could be read in one of the conventions: nothing is run."""
    layer = uninitialised(thing) if isinstance(thing, type) else thing
    return any(convention.looks_like(layer) for convention in conventions())


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
    chosen = choose(trial, found, conventions())
    for convention in conventions() if stated is None else ():
        rival = convention.rival(trial, chosen)
        if rival is not None:
            raise question(trial, [chosen, rival])
    for objection in (convention.objection(trial, chosen) for convention in conventions()):
        if objection:
            raise ArgumentError(objection)
    return chosen


def _readings(trial: Trial, stated: str | None) -> list[Reading]:
    found: list[Reading] = []
    for convention in conventions():
        if stated is not None and stated not in convention.names:
            continue
        readings = convention.readings(trial, stated)
        if stated not in (None, convention.generic):
            readings = [one for one in readings if one.name == stated]
        found += readings
        if found and convention.ends_search:
            break
    return found


def _nothing(trial: Trial, stated: str | None) -> Exception:
    if trial.faults:
        return trial.faults[0]
    if stated is not None:
        return ArgumentError(
            f"{trial.name} cannot be read as {stated!r}; leave convention= out to see what it is"
        )
    return ArgumentError(
        f"{trial.name} is no layer that can be called: expected forward(X) with "
        "backward(X, dL_dY, lr), backward(g) or backward(dout, cache), or value and gradient"
    )
