"""Finding out in which convention a layer is written: by looking, then by trying, never by guessing.

A module of this package that defines `CONVENTIONS` is asked: to add a convention is to add a file.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Adapter, Ambiguous
from ethan_check.subject.conventions.convention import Convention, uninitialised
from ethan_check.subject.conventions.derivative_test import is_derivative, misfit, run_reading
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.spelling import (
    BACKWARD_METHODS,
    FORWARD_METHODS,
    LOSS_GRADIENTS,
    LOSS_VALUES,
    role_of,
)
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.conventions.unnamed_gradients import with_unnamed_gradients
from ethan_check.subject.execution.faults import fault_of
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.object_paths import reads
from ethan_core.errors import ArgumentError

__all__ = ["convention_names", "conventions", "detect", "looks_like_a_layer"]

_RELATIVE, _ABSOLUTE = 1e-9, 1e-12
"""How far one gradient may be apart in two readings: each comes of its own run, and sums are rounded."""
_MOST_SHOWN = 4
"""How many readings a question spells out."""
_NO_DERIVATIVE = "its gradients are not the derivatives of forward"


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
    """Whether a class or a function looks as if it could be read in a convention: nothing is run."""
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
        if adapter.name == stated or (stated is None and _recognises(trial, adapter)):
            return adapter
    if stated is not None and stated not in convention_names():
        known = ", ".join((*(adapter.name for adapter in further), *convention_names()))
        raise ArgumentError(f"convention {stated!r} is unknown; expected one of {known}")
    found = _readings(trial, stated)
    if not found:
        raise _nothing(trial, stated)
    chosen = _choose(trial, found)
    for convention in conventions() if stated is None else ():
        rival = convention.rival(trial, chosen)
        if rival is not None:
            raise _question(trial, [chosen, rival])
    for objection in (convention.objection(trial, chosen) for convention in conventions()):
        if objection:
            raise ArgumentError(objection)
    stating = {name for one in conventions() if one.states_gradients for name in one.names}
    return with_unnamed_gradients(trial, chosen) if chosen.name in stating else chosen


def _recognises(trial: Trial, adapter: Adapter) -> bool:
    """Whether an adapter of somebody else's takes a layer; what it raises is noted, and means no."""
    try:
        return bool(adapter.recognises(trial.layer))
    except BaseException as error:
        trial.reject(f"the adapter {adapter.name}", str(fault_of("its recognises", error)))
        return False


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
        f"{trial.name} is no layer that can be called: expected forward(X) with backward(X, dL_dY, lr), "
        f"backward(g) or backward(dout, cache), or value and gradient{_has(trial.layer)}"
    )


def _has(layer: Any) -> str:
    """The methods of a layer that a reading looks at, with what they must be given."""
    names = (*FORWARD_METHODS, *BACKWARD_METHODS, *LOSS_VALUES, *LOSS_GRADIENTS)
    found = {name: arguments(layer, name) for name in dict.fromkeys(names)}
    methods = [
        f"{name}({', '.join(argument for argument, needed in taken.items() if needed)})"
        for name, taken in found.items()
        if taken is not None
    ]
    return f"; found {', '.join(methods)}" if methods else ""


def _choose(trial: Trial, found: list[Reading]) -> Reading:
    """The one of one or more readings that is meant; why the others are not is noted in the trial.

    Raises:
        ArgumentError: more than one could be.
    """
    if len(found) == 1:
        return found[0]
    fitting = trial.without(found, lambda one: misfit(trial, one)) or found[:1]
    fitting = _pair_or_two_outputs(trial, fitting)
    covering = trial.without(fitting, lambda one: _why_covered(trial, one, fitting))
    different = _most_direct(trial, _different(trial, covering))
    if len(different) > 1 and len({one.name for one in different}) == 1:
        proven = [one for one in different if is_derivative(trial, one)]
        if proven:
            different = trial.without(different, lambda one: "" if one in proven else _NO_DERIVATIVE)[:1]
    if len(different) > 1:
        raise _question(trial, different)
    return different[0]


def _pair_or_two_outputs(trial: Trial, readings: list[Reading]) -> list[Reading]:
    """Of `return y, (x,)` and `backward(d, c)` nobody can see whether c is a cache or a second cotangent.

    Under the right reading a right layer states derivatives; where neither does, its name may tell.
    """
    roles = [(one, getattr(one.call, "given", ())) for one in readings]
    outputs = [one for one, given in roles if "cotangent1" in given]
    caches = [one for one, given in roles if "cache" in given and "cotangent1" not in given]
    if not (caches and outputs):
        return readings
    of_caches, of_outputs = (any(is_derivative(trial, one) for one in side) for side in (caches, outputs))
    named = any(
        role_of(name) == "cache" == role for one in caches for name, role in getattr(one.call, "roles", ())
    )
    if of_caches == of_outputs and (of_caches or not named):
        raise _question(trial, [caches[0], outputs[0]])
    return trial.without(readings, lambda one: _NO_DERIVATIVE * (one in (caches if of_outputs else outputs)))


def _most_direct(trial: Trial, readings: list[Reading]) -> list[Reading]:
    """Where parameter gradients can be read, they are what the layer states; updates only follow them.

    Unless backward makes the update itself, at a rate that can be set: then the update is what counts.
    """
    stating = {name for one in conventions() if one.states_gradients for name in one.names}
    by_update = {name for one in conventions() if one.makes_updates for name in one.names}
    direct = [one for one in readings if one.name in stating and one.paths]
    if not direct:
        return readings
    reason = "its update only follows gradients that can be read"
    updating = [one for one in readings if one.name in by_update]
    outcomes = ((one, trial.outcome(one.call)) for one in direct if updating)
    if any(outcome and outcome.moved.keys() & set(one.paths.values()) for one, outcome in outcomes):
        direct, reason = updating, "what counts is the update that backward makes"
    return trial.without(readings, lambda one: "" if one in direct else reason)


def _why_covered(trial: Trial, one: Reading, others: list[Reading]) -> str:
    """Why a reading is dropped that finds some of the parameters that another one finds; else empty."""

    def arrays(reading: Reading) -> set[int]:
        return {id(reads(trial.layer, path)) for path in reading.paths.values()}

    more = next((other for other in others if arrays(one) < arrays(other)), None)
    return "" if more is None else f"it finds fewer parameters than {more.description}"


def _different(trial: Trial, readings: list[Reading]) -> list[Reading]:
    """One of each group of readings that give the same gradients."""
    found: list[tuple[Reading, Mapping[Any, Any]]] = []

    def alike(one: Reading) -> str:
        gradients, _ = run_reading(trial, one)
        answers: dict[Any, Any] = dict(enumerate(gradients.inputs))
        answers |= {path: gradients.parameters.get(name) for name, path in one.paths.items()}
        for other, theirs in found:
            if answers.keys() == theirs.keys() and all(_close(answers[key], theirs[key]) for key in answers):
                return f"it gives the same gradients as {other.description}"
        found.append((one, answers))
        return ""

    return trial.without(readings, alike)


def _close(a: Any, b: Any) -> bool:
    if a is None or b is None or np.shape(a) != np.shape(b):
        return a is b
    return bool(np.allclose(a, b, rtol=_RELATIVE, atol=_ABSOLUTE, equal_nan=True))


def _question(trial: Trial, readings: list[Reading]) -> Ambiguous:
    """What to ask of whoever wrote a layer that can be read in several ways."""
    names = list(dict.fromkeys(one.name for one in readings))
    if len(names) > 1:
        texts = " or ".join(f"{one.name} ({one.description})" for one in readings)
        says = " or ".join(f"convention={one!r}" for one in names)
        return Ambiguous(f"{trial.name} could be read as {texts}; say {says}")
    texts = "; or as ".join(one.description for one in readings[:_MOST_SHOWN])
    return Ambiguous(
        f"{trial.name} could be read in {len(readings)} ways as {names[0]}, and under none of them are its "
        f"gradients the derivatives, so which one is meant is not clear: as {texts}; give the arrays other "
        "sizes in each axis, or return the gradients by name, as a dictionary"
    )
