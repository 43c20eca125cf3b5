"""Finding out in which convention a layer is written: by looking, then by trying, never by guessing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import numpy as np

from ethan_check.adapters import (
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
from ethan_check.adapters.base import Adapter, Ambiguous
from ethan_check.adapters.bound import Bound
from ethan_check.adapters.evidence import fits, is_derivative
from ethan_check.adapters.reading import reads
from ethan_check.adapters.trial import Trial, signed_like
from ethan_check.adapters.unseen import updated_unseen
from ethan_core.errors import ArgumentError

__all__ = ["CONVENTIONS", "convention_names", "detect"]


class Convention(Protocol):
    """A module of this package."""

    NAMES: tuple[str, ...]
    readings: Callable[..., list[Bound]]


CONVENTIONS: tuple[Any, ...] = (
    train_step, loss, fused_update, optimizer, cached, stateless, out_parameter, plain, elementwise,
    closure, tape,
)  # fmt: skip
"""The conventions that Ethan brings, in the order in which they are tried."""


def convention_names() -> tuple[str, ...]:
    """Everything that `convention=` can say, apart from what plugins add."""
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
    chosen = _chosen(trial, found)
    if stated is None and chosen.name == plain.NAME and len(trial.inputs) == 1:
        disguised = elementwise.in_disguise(trial)
        if disguised is not None and not is_derivative(trial, chosen):
            raise _question(trial, [chosen, disguised])
    updated = updated_unseen(trial, chosen)
    if updated:
        raise ArgumentError(
            f"backward changes {', '.join(updated)} of {_name(trial)}, but no learning rate that can be set "
            "was found among its arguments and attributes, so the gradient cannot be told; let it have one, "
            "called lr or learning_rate"
        )
    return chosen


def _readings(trial: Trial, stated: str | None) -> list[Bound]:
    found: list[Bound] = []
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
    name = _name(trial)
    if trial.faults:
        return trial.faults[0]
    if stated is not None:
        return ArgumentError(f"{name} cannot be read as {stated!r}; leave convention= out to see what it is")
    return ArgumentError(
        f"{name} is no layer that can be called: expected forward(X) with "
        "backward(X, dL_dY, lr), backward(g) or backward(dout, cache), or value and gradient"
    )


def _chosen(trial: Trial, found: list[Bound]) -> Bound:
    if len(found) == 1:
        return found[0]
    fitting = [one for one in found if fits(trial, one)] or found[:1]
    fitting = _pair_or_two_outputs(trial, fitting)
    covering = [one for one in fitting if not any(_covers_more(trial, other, one) for other in fitting)]
    different = _most_direct(trial, _different(trial, covering))
    if len(different) > 1:
        named = {one.name for one in different}
        if len(named) == 1:
            proven = [one for one in different if is_derivative(trial, one)]
            different = proven[:1] or different
    if len(different) == 1:
        return different[0]
    raise _question(trial, different)


def _pair_or_two_outputs(trial: Trial, readings: list[Bound]) -> list[Bound]:
    """Of `return y, (x,)` and `backward(d, c)` nobody can see whether c is a cache or a second cotangent.

    Under the right reading of the two a right layer states derivatives; where neither does, it is asked.
    """
    caches = [one for one in readings if _takes(one, "cache") and not _takes(one, "cotangent1")]
    outputs = [one for one in readings if _takes(one, "cotangent1")]
    if not (caches and outputs):
        return readings
    proven = [[one for one in side if is_derivative(trial, one)] for side in (caches, outputs)]
    if bool(proven[0]) == bool(proven[1]):
        raise _question(trial, [caches[0], outputs[0]])
    dropped = outputs if proven[0] else caches
    return [one for one in readings if one not in dropped]


def _takes(one: Bound, role: str) -> bool:
    roles: tuple[tuple[str, str], ...] = getattr(one.calling, "roles", ())
    return any(given == role for _, given in roles)


def _most_direct(trial: Trial, readings: list[Bound]) -> list[Bound]:
    """Where parameter gradients can be read, they are what the layer states; updates only follow them.

    Unless backward makes the update itself, at a rate that can be set: then the update is what counts.
    """
    readable = [one for one in readings if one.name in plain.NAMES and one.paths]
    updating = [one for one in readings if one.name in fused_update.NAMES]
    if not readable:
        return readings
    return updating if updating and any(_writes(trial, one) for one in readable) else readable


def _writes(trial: Trial, one: Bound) -> bool:
    outcome = trial.outcome(one.calling)
    return outcome is not None and any(path in outcome.moved for path in one.paths.values())


def _covers_more(trial: Trial, one: Bound, other: Bound) -> bool:
    arrays, fewer = _arrays(trial, one), _arrays(trial, other)
    return fewer < arrays


def _arrays(trial: Trial, one: Bound) -> set[int]:
    return {id(reads(trial.layer, path)) for path in one.paths.values()}


def _different(trial: Trial, readings: list[Bound]) -> list[Bound]:
    """One of each group of readings that give the same gradients."""
    kept: list[tuple[Bound, Mapping[Any, Any]]] = []
    for one in readings:
        answers = _answers(trial, one)
        if not any(_same(answers, other) for _, other in kept):
            kept.append((one, answers))
    return [one for one, _ in kept]


def _answers(trial: Trial, one: Bound) -> Mapping[Any, Any]:
    layer, inputs = trial.fresh({}), tuple(array.copy() for array in trial.inputs)
    output, memory = one.forward(layer, inputs)
    reported = one.backward(layer, inputs, signed_like(output), memory, one.paths)
    by_path = {path: reported.parameters.get(name) for name, path in one.paths.items()}
    return {**dict(enumerate(reported.inputs)), **by_path}


def _same(a: Mapping[Any, Any], b: Mapping[Any, Any]) -> bool:
    return a.keys() == b.keys() and all(_close(a[key], b[key]) for key in a)


def _close(a: Any, b: Any) -> bool:
    if a is None or b is None:
        return a is b
    return np.shape(a) == np.shape(b) and bool(np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True))


def _question(trial: Trial, readings: list[Bound]) -> Ambiguous:
    name = _name(trial)
    names = list(dict.fromkeys(one.name for one in readings))
    if len(names) > 1:
        texts = " or ".join(f"{one.name} ({one.description})" for one in readings)
        says = " or ".join(f"convention={one!r}" for one in names)
        return Ambiguous(f"{name} could be read as {texts}; say {says}")
    texts = "; or as ".join(one.description for one in readings[:4])
    return Ambiguous(
        f"{name} could be read in {len(readings)} ways as {names[0]}, and under none of them are its "
        f"gradients the derivatives, so which one is meant is not clear: as {texts}; give the arrays other "
        "sizes in each axis, or return the gradients by name, as a dictionary"
    )


def _name(trial: Trial) -> str:
    layer = trial.layer
    return str(getattr(layer, "__name__", None) or type(layer).__name__)
