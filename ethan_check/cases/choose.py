"""Which source fits what a caller gave: arrays, a contract, constructor arguments, cases, or rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from types import FunctionType
from typing import Any

from ethan_check.cases.construct import construct
from ethan_check.cases.from_arrays import ArraySource
from ethan_check.cases.from_contract import ContractSource, says_shapes
from ethan_check.cases.from_function import DrawerSource
from ethan_check.cases.given_arrays import require_as_declared
from ethan_check.cases.shape_inference import guess_case, why_none_fits
from ethan_check.cases.source import Source, arguments_in_words
from ethan_check.numerics.tolerances.sizes import DEFAULT_CASES
from ethan_check.subject.execution.method_arguments import arity
from ethan_check.subject.execution.read_attributes import name_of_layer
from ethan_check.subject.options import NO_OPTIONS, LayerOptions
from ethan_core.case import Case, CaseLike
from ethan_core.contract import Contract
from ethan_core.errors import ArgumentError

__all__ = ["choose_source"]


def choose_source(
    layer: Any,
    inputs: tuple[Any, ...] | None,
    contract: Contract | None,
    cases: Iterable[CaseLike] | CaseLike | None,
    seed: int,
    options: LayerOptions = NO_OPTIONS,
) -> Source:
    """The source for what a caller gave; where that is nothing, inputs are guessed and tried.

    Args:
        options: how the layer is called, for trying.

    Raises:
        ArgumentError: there is nothing to draw cases from, or what there is does not fit together.
        LayerFault: the layer's constructor raised.

    >>> from ethan_core.fn import Relu
    >>> type(choose_source(Relu(), None, None, None, 0)).__name__
    'ContractSource'
    """
    if cases is None:
        if _makes_layers(layer):
            layer_cases: list[CaseLike] = [{}]
        else:
            own = getattr(layer, "contract", None)
            require_as_declared(_as_tuple(inputs) or (), own if isinstance(own, Contract) else contract)
            if says_shapes(own if isinstance(own, Contract) else contract):
                return ContractSource([(lambda: layer, {})], contract, seed, first=_as_tuple(inputs))
            if inputs is None:
                return ArraySource([_guessed_case(layer, seed, options)], seed)
            return ArraySource([Case(layer, _as_tuple(inputs) or ())], seed, contract=contract)
    elif isinstance(cases, Mapping | Case) or callable(cases):
        layer_cases = [cases]
    else:
        layer_cases = list(cases)
    return _source_of_cases(layer, _as_tuple(inputs), layer_cases, contract, seed, options)


def _makes_layers(layer: Any) -> bool:
    """Whether this is no layer, but makes one: a class, or a function that needs no arguments."""
    is_function = isinstance(layer, FunctionType) and not arity(layer, "__call__")
    return isinstance(layer, type) or is_function


def _source_of_cases(
    layer: Any,
    inputs: tuple[Any, ...] | None,
    cases: list[CaseLike],
    contract: Contract | None,
    seed: int,
    options: LayerOptions,
) -> Source:
    ready = [case for case in cases if isinstance(case, Case)]
    rules = [case for case in cases if not isinstance(case, Case | Mapping) and callable(case)]
    arguments = [case for case in cases if isinstance(case, Mapping)]
    if not cases:
        raise ArgumentError("cases is empty, so nothing would be checked; leave it out, or give one")
    if len([group for group in (ready, rules, arguments) if group]) != 1:
        raise ArgumentError(
            "cases must be of one kind: all constructor arguments, all Case(layer, inputs), or all rules"
        )
    for case in ready:
        own = getattr(case.layer, "contract", None)
        require_as_declared(case.inputs, own if isinstance(own, Contract) else contract)
    if ready:
        return ArraySource(ready, seed, count=max(DEFAULT_CASES, len(ready)), contract=contract)
    if rules:
        return DrawerSource(rules, seed)
    if not callable(layer):
        raise ArgumentError(
            f"cases are constructor arguments, so layer must be a class or a factory, not a "
            f"{type(layer).__name__} object"
        )
    known = contract or getattr(layer, "contract", None)
    if not isinstance(known, Contract):
        known = getattr(construct(layer, arguments[0], seed), "contract", None)
    require_as_declared(inputs or (), known if isinstance(known, Contract) else None)
    makers: list[tuple[Callable[[], Any], Mapping[str, Any]]] = [
        (partial(construct, layer, chosen, seed), chosen) for chosen in arguments
    ]
    if inputs is not None and not says_shapes(known if isinstance(known, Contract) else None):
        given = [Case(make(), inputs, label=arguments_in_words(chosen)) for make, chosen in makers]
        return ArraySource(given, seed, max(DEFAULT_CASES, len(given)), [make for make, _ in makers])
    if not says_shapes(known if isinstance(known, Contract) else None):
        made = [(construct(layer, chosen, seed), chosen) for chosen in arguments]
        guesses = [(_guessed_case(one, seed, options), chosen) for one, chosen in made]
        labelled = [
            replace(case, label=" ".join((arguments_in_words(chosen), case.label)).strip())
            for case, chosen in guesses
        ]
        return ArraySource(labelled, seed, max(DEFAULT_CASES, len(labelled)), [make for make, _ in makers])
    return ContractSource(makers, contract, seed, first=inputs, count=max(DEFAULT_CASES, len(makers)))


def _guessed_case(layer: Any, seed: int, options: LayerOptions) -> Case:
    case = guess_case(layer, seed, options)
    if case is None:
        tried = why_none_fits(layer, seed, options).replace("\n", "\n  ")
        raise ArgumentError(
            f"nothing says what inputs {name_of_layer(layer)} takes, and none that was tried fits; give "
            f"inputs=(X,), contract=Contract(shapes=...), or cases=[Case(layer, inputs)]\n  {tried}"
        )
    return case


def _as_tuple(inputs: Any) -> tuple[Any, ...] | None:
    if inputs is None or isinstance(inputs, tuple):
        return inputs
    return (inputs,)
