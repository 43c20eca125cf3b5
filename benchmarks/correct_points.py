"""Numbered points of correct layers: the same number and seed always give the same point."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from points import NEAR, at_kink, subject_of  # first: sets up paths and threads

import numpy as np  # isort: skip
from awkward import AWKWARD
from correct_families import FAMILIES, Family
from zoo import load_zoo
from zoo.conventions import CONVENTIONS
from zoo.draws import SMOOTH, draw
from zoo.specimen import Specimen

import ethan_core.reference  # noqa: F401 - registers the reference layers
from ethan_check.cases.choose import choose_source
from ethan_check.cases.value_profiles import moved_parameter
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import live_as_symmetric
from ethan_core.registry import Entry, default_registry

__all__ = ["layers", "point"]

SHARE_AT_KINKS = 5
"""Every fifth point."""


@lru_cache(maxsize=1)
def layers() -> tuple[Specimen | Entry | Family, ...]:
    """Everything that is right."""
    registry = default_registry
    registered = (registry.get(name) for name in registry.names())
    return (*load_zoo(), *CONVENTIONS, *AWKWARD, *registered, *FAMILIES)


def point(number: int, seed: int) -> tuple[Subject, str]:
    """The subject of a point, and in which way its values were drawn."""
    every = layers()
    layer, turn = every[number % len(every)], number // len(every)
    rng = np.random.default_rng([seed, number])
    way = str(rng.choice(NEAR)) if turn % SHARE_AT_KINKS == 0 else str(rng.choice(SMOOTH))
    if isinstance(layer, Family):
        case = layer.draw(rng)
        options = {name: value for name, value in layer.options.items() if name != "certificate"}
        subject = Subject(case.layer, case.inputs, name=layer.name, seed=seed, **options)
        subject.symmetric = live_as_symmetric(subject)
        return subject, "as drawn"
    if isinstance(layer, Specimen):
        kwargs = layer.cases[int(rng.integers(len(layer.cases)))]
        some = draw(layer, kwargs, "typical" if way in NEAR else way, rng)
        if way in NEAR:
            parameters = {
                name: np.rint(2 * array) if way == "integers" else array
                for name, array in some.parameters.items()
            }
            inputs = at_kink(some.inputs, layer.contract, way, rng)
            some = replace(some, inputs=inputs, parameters=parameters)
        return subject_of(layer, layer.cls, some), way
    return _reference_point(layer, number, seed, way, rng), way


def _reference_point(entry: Entry, number: int, seed: int, way: str, rng: np.random.Generator) -> Subject:
    drawn = choose_source(entry.target, None, entry.contract, entry.cases, seed).draw(number)
    case = drawn.origin or drawn.case
    contract = getattr(case.layer, "contract", entry.contract)
    inputs = at_kink(case.inputs, contract, way, rng) if way in NEAR else case.inputs
    return Subject(
        case.layer,
        inputs,
        contract=contract,
        name=entry.name,
        seed=seed,
        move_parameters=lambda name, initial: moved_parameter(initial, rng),
        **entry.options,
    )
