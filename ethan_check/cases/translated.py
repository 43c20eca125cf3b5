"""What a caller gave, with everything that belongs to another framework translated into layers of arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.cases.construct import construct
from ethan_check.cases.example import Example
from ethan_check.cases.given import Given
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.frameworks import foreign_layer
from ethan_check.subject.options import LayerOptions
from ethan_check.subject.translation import Translation, translation_of
from ethan_core.case import Case

__all__ = ["translated"]


def translated(given: Given, seed: int) -> Given:
    """The same in layers of arrays; what is none of a framework's stays as it is.

    Args:
        seed: of the generators of constructors.

    Raises:
        ArgumentError: something is a framework's, and no plugin takes it.
        LayerFault: a constructor raised, or the thing itself.

    >>> from ethan_core.fn import Relu
    >>> given = Given(Relu(), (np.ones(2),), None, None, LayerOptions())
    >>> translated(given, 0).layer is given.layer
    True
    """
    translators = given.options.translators
    if isinstance(given.cases, list | tuple):
        cases = [one.case(given.layer, seed) if isinstance(one, Example) else one for one in given.cases]
        given = replace(given, cases=cases)
    if isinstance(given.cases, list | tuple) and any(isinstance(case, Case) for case in given.cases):
        return _ready(given, given.cases)  # Each brings its own.
    if given.layer is not None and not isinstance(given.layer, Mapping | Case):
        found = translation_of(given.layer, _as_tuple(given.inputs), translators)
        if found is not None:
            only = given.cases is None or _says_nothing(given.cases)
            return replace(given.told(found), layer=found.layer, cases=None if only else given.cases)
    origin = given.layer if isinstance(given.layer, type) else getattr(given.layer, "origin", None)
    foreign = foreign_layer(origin) if isinstance(origin, type) else None
    if foreign is not None and not foreign.is_made:
        return translated(replace(given, layer=origin), seed)
    if foreign is not None:
        return _made_by_a_class(given, origin, seed)
    if origin is not None and not isinstance(origin, type) and _says_nothing(given.cases):
        return _held_by_a_factory(given, seed)
    if isinstance(given.cases, Case):
        return _ready(given, [given.cases])
    if isinstance(given.cases, list | tuple):
        return _ready(given, given.cases)
    if callable(given.cases):
        return replace(given, cases=_rule(given.cases, given.options))
    return given


def _made_by_a_class(given: Given, origin: Any, seed: int) -> Given:
    """A class of a framework's, or what makes objects of one: a factory that translates them."""
    cases = [{}] if given.cases is None else given.cases
    cases = [cases] if isinstance(cases, Mapping) else list(cases)  # type: ignore[arg-type]
    arguments = next((case for case in cases if isinstance(case, Mapping)), None)
    if arguments is None:
        return _ready(given, cases)
    made = construct(given.layer, arguments, seed)
    found = _required(made, given)
    factory = _Factory(given.layer, origin, _as_tuple(given.inputs), given.options)
    return replace(given.told(found), layer=factory, cases=cases)


def _held_by_a_factory(given: Given, seed: int) -> Given:
    """What a factory makes without arguments: the function, or the framework's object, that a table names."""
    try:
        made = construct(given.layer, {}, seed)
    except LayerFault:
        return given  # It is told where the layer is made.
    found = translation_of(made, _as_tuple(given.inputs), given.options.translators)
    return given if found is None else replace(given.told(found), layer=found.layer, cases=None)


@dataclass(frozen=True)
class _Factory:
    """Makes objects of a class, translated.

    Args:
        make: the class, or a factory of it.
        origin: the class.
        inputs: as they were given.
        options: name the translators.
    """

    make: Callable[..., Any]
    origin: type
    inputs: tuple[Any, ...] | None
    options: LayerOptions

    @property
    def __name__(self) -> str:
        return self.origin.__name__

    def __call__(self, **arguments: Any) -> Any:
        found = translation_of(self.make(**arguments), self.inputs, self.options.translators)
        assert found is not None  # The first that was made is of the same class.
        return found.layer


def _required(thing: Any, given: Given) -> Translation:
    found = translation_of(thing, _as_tuple(given.inputs), given.options.translators)
    return Translation(thing) if found is None else found


def _ready(given: Given, cases: Iterable[Any]) -> Given:
    """Cases that bring their own layers, and rules that draw some."""
    told, plain = given, []
    for case in cases:
        found = None
        if isinstance(case, Case):
            found = translation_of(case.layer, case.inputs, given.options.translators)
        if found is not None:
            told = replace(told.told(found), inputs=given.inputs)
            case = replace(case, layer=found.layer, inputs=found.inputs or case.inputs)
        elif not isinstance(case, Case | Mapping) and callable(case):
            case = _rule(case, given.options)
        plain.append(case)
    return replace(told, cases=plain[0] if isinstance(given.cases, Case) else plain)


def _rule(rule: Callable[..., Any], options: LayerOptions) -> Callable[[np.random.Generator], Any]:
    def draw(rng: np.random.Generator) -> Any:
        case = rule(rng)
        found = None
        if isinstance(case, Case):
            found = translation_of(case.layer, case.inputs, options.translators)
        if found is None:
            return case
        return replace(case, layer=found.layer, inputs=found.inputs or case.inputs)

    return draw


def _says_nothing(cases: Any) -> bool:
    """Whether cases are one set of no constructor arguments: what an entry has where nobody gave any."""
    return cases == {} or (isinstance(cases, list | tuple) and len(cases) == 1 and cases[0] == {})


def _as_tuple(inputs: Any) -> tuple[Any, ...] | None:
    return inputs if inputs is None or isinstance(inputs, tuple) else (inputs,)
