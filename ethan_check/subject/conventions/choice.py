"""Choosing among the readings of a layer: by what they cover, by what they answer, by what forward says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ethan_check.subject.conventions.adapter import Ambiguous
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.derivative_test import is_derivative, misfit
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.trial import Trial, signed_like
from ethan_check.subject.execution.object_paths import reads

__all__ = ["choose", "question"]

_RELATIVE, _ABSOLUTE = 1e-9, 1e-12
"""How far the same gradient may be apart in two readings, relative and absolute: they come of one run each, and
differ by the order in which sums are made."""

_MOST_SHOWN = 4
"""How many readings a question spells out."""


def choose(trial: Trial, found: list[Reading], conventions: Iterable[Convention]) -> Reading:
    """The one of several readings that is meant; why the others are not is noted in the trial.

    Args:
        found: at least one.

    Raises:
        ArgumentError: more than one could be.

    >>> from ethan_check.subject.conventions.methods import CONVENTIONS
    >>> from ethan_check.subject.execution.copying import LayerCopier
    >>> class Alike:
    ...     def __init__(self): self.u, self.v = np.array([0.5, 1.0]), np.array([2.0, 3.0])
    ...     def forward(self, x): self.x = x; return self.u * x + self.v * x**2
    ...     def backward(self, g):
    ...         return g * (self.u + 2 * self.v * self.x), (g * self.x**2).sum(0), (g * self.x).sum(0)
    >>> layer, x = Alike(), np.arange(1.0, 7.0).reshape(3, 2)
    >>> trial = Trial(layer, (x,), LayerCopier(layer).fresh)
    >>> readings = CONVENTIONS[-1].readings(trial, None)
    >>> [is_derivative(trial, one) for one in readings], is_derivative(trial, choose(trial, readings, CONVENTIONS))
    ([False, True], True)
    """
    if len(found) == 1:
        return found[0]
    fitting = [one for one in found if not _rejected(trial, one, misfit(trial, one))] or found[:1]
    fitting = _pair_or_two_outputs(trial, fitting)
    covering = [one for one in fitting if not _rejected(trial, one, _covered(trial, one, fitting))]
    different = _most_direct(trial, _different(trial, covering), conventions)
    if len(different) > 1 and len({one.name for one in different}) == 1:
        proven = [one for one in different if is_derivative(trial, one)]
        for one in different if proven else ():
            _rejected(trial, one, "" if one in proven else _NO_DERIVATIVE)
        different = proven[:1] or different
    if len(different) == 1:
        return different[0]
    raise question(trial, different)


_NO_DERIVATIVE = "its gradients are not the derivatives of forward"


def _rejected(trial: Trial, one: Reading, reason: str) -> bool:
    """Note that a reading is dropped, if there is a reason to."""
    if reason:
        trial.reject(one.description, reason)
    return bool(reason)


def _pair_or_two_outputs(trial: Trial, readings: list[Reading]) -> list[Reading]:
    """Of `return y, (x,)` and `backward(d, c)` nobody can see whether c is a cache or a second cotangent.

    Under the right reading of the two a right layer states derivatives; where neither does, it is asked.
    """
    caches = [one for one in readings if _takes(one, "cache") and not _takes(one, "cotangent1")]
    outputs = [one for one in readings if _takes(one, "cotangent1")]
    if not (caches and outputs):
        return readings
    proven = [[one for one in side if is_derivative(trial, one)] for side in (caches, outputs)]
    if bool(proven[0]) == bool(proven[1]):
        raise question(trial, [caches[0], outputs[0]])
    dropped = outputs if proven[0] else caches
    return [one for one in readings if not _rejected(trial, one, _NO_DERIVATIVE if one in dropped else "")]


def _takes(one: Reading, role: str) -> bool:
    return role in getattr(one.call, "given", ())


def _most_direct(trial: Trial, readings: list[Reading], conventions: Iterable[Convention]) -> list[Reading]:
    """Where parameter gradients can be read, they are what the layer states; updates only follow them.

    Unless backward makes the update itself, at a rate that can be set: then the update is what counts.
    """
    stating = {name for one in conventions if one.states_gradients for name in one.names}
    by_update = {name for one in conventions if one.makes_updates for name in one.names}
    stated = [one for one in readings if one.name in stating and one.paths]
    updating = [one for one in readings if one.name in by_update]
    if not stated:
        return readings
    is_updated = bool(updating) and any(_writes(trial, one) for one in stated)
    direct = updating if is_updated else stated
    reason = (
        "backward makes an update, which counts" if is_updated else "its gradients follow from stated ones"
    )
    return [one for one in readings if not _rejected(trial, one, "" if one in direct else reason)]


def _writes(trial: Trial, one: Reading) -> bool:
    outcome = trial.outcome(one.call)
    return outcome is not None and any(path in outcome.moved for path in one.paths.values())


def _covered(trial: Trial, one: Reading, others: list[Reading]) -> str:
    """Why a reading is dropped that finds some of the parameters that another one finds; else empty."""
    fewer = _arrays(trial, one)
    more = next((other for other in others if fewer < _arrays(trial, other)), None)
    return "" if more is None else f"it finds fewer parameters than {more.description}"


def _arrays(trial: Trial, one: Reading) -> set[int]:
    return {id(reads(trial.layer, path)) for path in one.paths.values()}


def _different(trial: Trial, readings: list[Reading]) -> list[Reading]:
    """One of each group of readings that give the same gradients."""
    found: list[tuple[Reading, Mapping[Any, Any]]] = []
    for one in readings:
        answers = _answers(trial, one)
        alike = next((other for other, theirs in found if _same(answers, theirs)), None)
        if not _rejected(trial, one, f"it gives the same gradients as {alike.description}" if alike else ""):
            found.append((one, answers))
    return [one for one, _ in found]


def _answers(trial: Trial, one: Reading) -> Mapping[Any, Any]:
    layer, inputs = trial.fresh({}), trial.copied_inputs()
    output, memory = one.forward(layer, inputs)
    reported = one.backward(layer, inputs, signed_like(output), memory, one.paths)
    by_path = {path: reported.parameters.get(name) for name, path in one.paths.items()}
    return {**dict(enumerate(reported.inputs)), **by_path}


def _same(a: Mapping[Any, Any], b: Mapping[Any, Any]) -> bool:
    return a.keys() == b.keys() and all(_close(a[key], b[key]) for key in a)


def _close(a: Any, b: Any) -> bool:
    if a is None or b is None:
        return a is b
    return np.shape(a) == np.shape(b) and bool(
        np.allclose(a, b, rtol=_RELATIVE, atol=_ABSOLUTE, equal_nan=True)
    )


def question(trial: Trial, readings: list[Reading]) -> Ambiguous:
    """What to ask of whoever wrote a layer that can be read in several ways."""
    name = trial.name
    names = list(dict.fromkeys(one.name for one in readings))
    if len(names) > 1:
        texts = " or ".join(f"{one.name} ({one.description})" for one in readings)
        says = " or ".join(f"convention={one!r}" for one in names)
        return Ambiguous(f"{name} could be read as {texts}; say {says}")
    texts = "; or as ".join(one.description for one in readings[:_MOST_SHOWN])
    return Ambiguous(
        f"{name} could be read in {len(readings)} ways as {names[0]}, and under none of them are its "
        f"gradients the derivatives, so which one is meant is not clear: as {texts}; give the arrays other "
        "sizes in each axis, or return the gradients by name, as a dictionary"
    )
