"""Points: a layer of the zoo with arrays, ordinary ones and ones at or near a kink."""

# ruff: noqa: E402 - the number of threads is read when numpy is imported

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

# Small arrays: more than one thread measures the threads.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np

_TESTS = str(Path(__file__).resolve().parent.parent / "tests")
if _TESTS not in sys.path:
    sys.path.append(_TESTS)

from zoo.draws import SMOOTH, VALUES, Draw, draw
from zoo.specimen import Specimen

from ethan_check.subject.subject import Subject
from ethan_core import Contract

__all__ = [
    "NEAR",
    "at_kink",
    "has_kink",
    "kinked_draws",
    "make_layer",
    "ordinary_draws",
    "subject_of",
    "typical_draw",
    "varied_draws",
]

Array = np.ndarray

NEAR = ("integers", "near", "ties", "rows")
"""Ways to a kink: whole numbers, a power of ten beside one, a few values repeated, equal rows."""

_KINKED = {"elu", "hinge", "huber", "prelu", "residual", "maxout"}
"""Layers with a kink that their contract has no words for."""

_USUAL_KINKS = (0.0, 1.0, -1.0, 6.0)


def make_layer(cls: type, some: Draw) -> Any:
    """A layer in the configuration of a draw, holding copies of its parameters.

    >>> from zoo.layers.linear import SPECIMEN
    >>> some = typical_draw(SPECIMEN)
    >>> make_layer(SPECIMEN.cls, some).params["W"].shape == some.parameters["W"].shape
    True
    """
    layer = cls(**some.kwargs)
    for name, array in some.parameters.items():
        layer.params[name] = array.copy()
    return layer


def subject_of(specimen: Specimen, cls: type, some: Draw) -> Subject:
    """What Ethan's gradient check sees at a point."""
    return Subject(make_layer(cls, some), some.inputs, contract=specimen.contract, name=specimen.name)


def typical_draw(specimen: Specimen, seed: int = 0) -> Draw:
    """What somebody would write down first: normal values, more than one row, a handful of entries."""
    rng = np.random.default_rng(seed)
    for _ in range(200):
        some = draw(specimen, specimen.cases[0], "typical", rng, largest=5)
        entries = sum(array.size for array in (*some.inputs, *some.parameters.values()))
        if (some.dout.size > 1 or not some.dout.ndim) and len(some.inputs[0]) > 1 and entries <= 200:
            return some
    return some


def varied_draws(specimen: Specimen, count: int, seed: int = 0) -> list[Draw]:
    """The typical draw, and others of all configurations and characters of values."""
    rng = np.random.default_rng([seed, 1])
    values, cases = tuple(VALUES), specimen.cases
    others = [
        draw(specimen, cases[position % len(cases)], values[position % len(values)], rng)
        for position in range(count - 1)
    ]
    return [typical_draw(specimen, seed), *others]


def ordinary_draws(specimen: Specimen, rounds: int, seed: int = 0) -> Iterator[Draw]:
    """Draws with values under which entries neither coincide nor meet zero."""
    rng = np.random.default_rng([seed, 2])
    for turn in range(rounds):
        for values in SMOOTH:
            yield draw(specimen, specimen.cases[turn % len(specimen.cases)], values, rng)


def has_kink(specimen: Specimen) -> bool:
    """Whether the layer has a point without a derivative."""
    contract = specimen.contract
    return bool(contract.kinks or contract.ties or specimen.name in _KINKED or "kinked" in specimen.tags)


def kinked_draws(specimen: Specimen, rounds: int, seed: int = 0) -> Iterator[Draw]:
    """Draws at or near a kink or a tie, in all the ways of `NEAR`."""
    rng = np.random.default_rng([seed, 3])
    for turn in range(rounds):
        for way in NEAR:
            some = draw(specimen, specimen.cases[turn % len(specimen.cases)], "typical", rng)
            parameters = some.parameters
            if way == "integers":
                parameters = {name: np.rint(2 * array) for name, array in parameters.items()}
            inputs = at_kink(some.inputs, specimen.contract, way, rng)
            yield replace(some, inputs=inputs, parameters=parameters, values=way)


def at_kink(
    inputs: Sequence[Array], contract: Contract | None, way: str, rng: np.random.Generator
) -> tuple[Array, ...]:
    """The inputs moved to a kink, or next to one, inside their domains.

    >>> rng = np.random.default_rng(0)
    >>> (x,) = at_kink((rng.normal(size=(4, 3)),), None, "integers", rng)
    >>> bool((x == np.rint(x)).all())
    True
    """
    names = contract.inputs if contract is not None else ("",) * len(inputs)
    kinks = tuple(kink.at for kink in contract.kinks) if contract is not None else ()
    moved = []
    for name, array in zip(names, inputs, strict=True):
        x = np.asarray(array)
        constant = contract is not None and name in contract.constants
        interval = contract.domain.get(name) if contract is not None else None
        if x.dtype.kind != "f" or constant or not x.size:
            moved.append(array)
            continue
        low, high = (interval.low, interval.high) if interval is not None else (-np.inf, np.inf)
        moved.append(_moved(x, low, high, kinks or _USUAL_KINKS, way, rng).astype(x.dtype))
    return tuple(moved)


def _moved(
    x: Array, low: float, high: float, kinks: tuple[float, ...], way: str, rng: np.random.Generator
) -> Array:
    if way == "ties":
        return rng.choice(x.ravel()[:3], size=x.shape)
    if way == "rows":
        return np.repeat(x[:1], len(x), axis=0) if x.ndim else x
    if way == "integers":
        whole = np.rint(1.5 * x)
        return np.where((whole > low) & (whole < high), whole, x)
    ends = tuple(end for end in (low, high) if np.isfinite(end))
    places = ends or kinks
    distance = 10.0 ** -rng.uniform(1, 12, x.shape)
    near = rng.choice(places, size=x.shape) + np.where(rng.random(x.shape) < 0.5, -distance, distance)
    near = np.where(rng.random(x.shape) < 0.7, near, x)
    return np.where((near > low) & (near < high), near, x)
