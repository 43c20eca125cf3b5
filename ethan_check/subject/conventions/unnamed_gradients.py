"""Parameters that no table of names gives away: their gradient is known by what it does.

An array that the layer holds, that forward reads and leaves alone, and that moves the output may be a
parameter. Its gradient has its shape and is linear in the cotangent. Of the arrays on the layer that are
so, it is the one under which the derivative of forward is right, whatever it is called. Where it is right
under none, it is the one whose name is made from the parameter's, loosely: `dK` beside `kernel`. So it is if
it does not follow the cotangent and is what a cotangent of ones would give: backward forgot the cotangent.
Where the rest of a structure has its gradients in another one, it is what stands there in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ethan_check.numerics.chunks import identical
from ethan_check.subject.conventions.derivative_test import is_derivative
from ethan_check.subject.conventions.forgotten_cotangent import for_ones_alone
from ethan_check.subject.conventions.parameter_names import name_parameters, without_views
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.same_structure import beside_others, in_its_place
from ethan_check.subject.conventions.stored_gradients import is_parameter
from ethan_check.subject.conventions.trial import Outcome, Trial, signed_like
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.object_paths import Path, float_arrays, reads
from ethan_check.subject.execution.outputs import flatten
from ethan_core.layer import Array

__all__ = ["with_unnamed_gradients"]

_LINEAR = 1e-6
"""How far twice the gradient may be from the gradient of twice the cotangent, relative to its largest entry:
float32 loses 1e-7, and what is not linear is off by far more."""

_SHIFT = 0.125
"""By how much arrays are moved to see whether the output depends on them, in parts of their size: a power of
two, large enough to show through float16."""

_AFFIXES = re.compile(
    r"^(dloss_?d|dl_?d|de_?d|dj_?d|dc_?d|grad(ient)?s?_?(of_?)?|nabla_?|delta_?|g_|d_?)|(_?(grad(ient)?s?|delta))$",
    re.IGNORECASE,
)
"""What is put before or behind the name of an array, or its first letters, to name its gradient."""


def with_unnamed_gradients(trial: Trial, reading: Reading) -> Reading:
    """The reading with the parameters that no name gave away; the same one where there are none.

    It costs nothing unless the layer holds arrays that are not read, and a forward unless one of them has a
    gradient's shape.

    >>> class Dense:
    ...     def __init__(self): self.kernel = np.array([0.5, 2.0])
    ...     def forward(self, x): self.x = x; return x * self.kernel
    ...     def backward(self, g): self.dK = (g * self.x).sum(axis=0); return g * self.kernel
    >>> from ethan_check.subject.conventions.detection import detect
    >>> from ethan_check.subject.execution.layer_copier import LayerCopier
    >>> layer = Dense()
    >>> detect(Trial(layer, (np.ones((3, 2)),), LayerCopier(layer).fresh)).paths
    {'kernel': ('kernel',)}
    """
    outcome = trial.outcome(reading.call)
    if outcome is None:
        return reading
    unread = _unread_arrays(trial, reading, outcome)
    shapes = {array.shape for array in unread.values()}
    left = {path: array for path, array in _left_on_layer(reading, outcome, unread) if array.shape in shapes}
    if not left:
        return reading
    linear = _linear_in_cotangent(trial, reading, left)
    forgetful = [at for at in left if at not in linear]
    paths, stored = dict(reading.paths), dict(reading.stored)
    found: dict[Path, Path] = {}
    named = name_parameters(trial.layer, unread)
    for name, path in named.items():
        array = unread[path]
        fitting = [at for at in left if left[at].shape == array.shape and at not in found]
        gradient = in_its_place(fitting, path, [other for other in named.values() if other != path])
        if gradient is None:
            gradient = _gradient_of(trial, reading, name, path, [at for at in fitting if at in linear])
        if gradient is None:
            loosely = [at for at in fitting if at in forgetful and _is_named_after(at, path)]
            gradient = for_ones_alone(trial, reading, name, path, loosely)
        if gradient is not None and _moves_output(trial, reading, array):
            found[gradient] = path
    for path in (path for path in named.values() if path not in found.values()):
        fitting = [at for at in left if left[at].shape == unread[path].shape and at not in found]
        gradient = beside_others(fitting, path, found)
        if gradient is not None and _moves_output(trial, reading, unread[path]):
            found[gradient] = path
    for name, path in named.items():
        for gradient in (at for at, whose in found.items() if whose == path):
            paths[name], stored[name] = path, (gradient,)
    if not found:
        return reading
    where = ", ".join(".".join(path) for path in found)
    return replace(reading, paths=paths, stored=stored, description=_described(reading, where))


def _unread_arrays(trial: Trial, reading: Reading, outcome: Outcome) -> dict[Path, Array]:
    """The arrays that may be parameters and are not read as such, each once."""
    known = {id(reads(trial.layer, path)) for path in reading.paths.values()}
    found: dict[Path, Array] = {}
    for path in without_views(trial.layer, float_arrays(trial.layer)):
        array = reads(trial.layer, path)
        if id(array) in known or not array.size or any(array.base is reads(trial.layer, p) for p in found):
            continue
        if path in outcome.moved:
            continue  # Backward writes into it: room for a gradient, which was made beforehand.
        if reads(outcome.layer, path) is not None and is_parameter(trial, reading.call, path, outcome):
            known.add(id(array))
            found[path] = array
    return found


def _left_on_layer(
    reading: Reading, outcome: Outcome, unread: Mapping[Path, Array]
) -> Iterator[tuple[Path, Array]]:
    """The arrays that a forward and backward left, apart from parameters and gradients that are read."""
    taken = {*reading.paths.values(), *unread, *(path for paths in reading.stored.values() for path in paths)}
    seen = {id(reads(outcome.layer, path)) for path in taken}
    for path in float_arrays(outcome.layer):
        array = reads(outcome.layer, path)
        if path not in taken and id(array) not in seen:
            seen.add(id(array))
            yield path, array


def _linear_in_cotangent(trial: Trial, reading: Reading, left: Mapping[Path, Array]) -> list[Path]:
    """Where what backward left doubles as the cotangent does."""
    doubled = _run(trial, reading, 2.0)
    if doubled is None:
        return []
    pairs = ((path, array, reads(doubled, path)) for path, array in left.items())
    return [
        path
        for path, once, twice in pairs
        if np.any(once)
        and isinstance(twice, np.ndarray)
        and twice.shape == once.shape
        and bool(np.max(np.abs(twice - 2 * once)) <= _LINEAR * np.max(np.abs(once)))
    ]


def _run(trial: Trial, reading: Reading, factor: float) -> Any:
    """The layer after a forward and backward with a multiple of the usual cotangent; None if one raised."""
    try:
        layer, inputs = trial.fresh({}), trial.copied_inputs()
        output, memory = reading.call.forward(layer, inputs)
        usual = signed_like(output)
        several = isinstance(usual, tuple | list)
        cotangent = type(usual)(factor * piece for piece in usual) if several else factor * usual
        reading.call.backward(layer, inputs, cotangent, memory)
    except BaseException as error:
        let_pass(error)
        return None
    return layer


def _moves_output(trial: Trial, reading: Reading, array: Array) -> bool:
    try:
        outputs = [
            np.array(flatten(reading.call.forward(trial.fresh(replaced), trial.copied_inputs())[0]))
            for replaced in ({}, {id(array): array + _SHIFT * (np.abs(array) + 1)})
        ]
    except BaseException as error:
        let_pass(error)
        return False
    return not identical(*outputs)


def _gradient_of(trial: Trial, reading: Reading, name: str, path: Path, fitting: list[Path]) -> Path | None:
    for at in sorted(fitting, key=lambda at: not _is_named_after(at, path)):
        alone = replace(reading, paths={name: path}, stored={name: (at,)})
        if is_derivative(trial, alone):
            return at
    return next((at for at in fitting if _is_named_after(at, path)), None)


def _is_named_after(gradient: Path, parameter: Path) -> bool:
    """Whether a name says loosely whose gradient it is.

    >>> _is_named_after(("dK",), ("kernel",)), _is_named_after(("dbias",), ("kernel",))
    (True, False)
    """
    written, whose = (path[-1].strip("_") for path in (gradient, parameter))
    stem = _AFFIXES.sub("", written, count=1).replace("_", "").lower()
    whose = whose.replace("_", "").lower()
    return stem != written.lower() and bool(stem) and (whose.startswith(stem) or stem.startswith(whose))


def _described(reading: Reading, where: str) -> str:
    text = re.sub(", (no parameters|no gradient found for .*)$", "", reading.description)
    return f"{text}, parameter gradients found by what they do in {where}"
