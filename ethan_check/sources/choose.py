"""Which source fits what a caller gave: arrays, a contract, constructor arguments, cases, or rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ethan_check.sources.base import DEFAULT_CASES, Source
from ethan_check.sources.construct import construct
from ethan_check.sources.from_arrays import ArraySource
from ethan_check.sources.from_contract import ContractSource, says_shapes
from ethan_check.sources.from_rules import DrawerSource
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
) -> Source:
    """The source for what a caller gave.

    Raises:
        ArgumentError: there is nothing to draw cases from, or what there is does not fit together.
    """
    if cases is None:
        if isinstance(layer, type):
            layer_cases: list[CaseLike] = [{}]
        else:
            own = getattr(layer, "contract", None)
            if says_shapes(own if isinstance(own, Contract) else contract):
                return ContractSource([(lambda: layer, {})], contract, seed, first=_as_tuple(inputs))
            if inputs is None:
                raise ArgumentError(
                    "check_layer has nothing to run the layer on; give inputs=(X,), a contract with "
                    "shapes, or cases"
                )
            return ArraySource([Case(layer, _as_tuple(inputs) or ())], seed)
    elif isinstance(cases, Mapping | Case) or callable(cases):
        layer_cases = [cases]
    else:
        layer_cases = list(cases)
    return _mixed(layer, layer_cases, contract, seed)


def _mixed(layer: Any, cases: list[CaseLike], contract: Contract | None, seed: int) -> Source:
    ready = [case for case in cases if isinstance(case, Case)]
    rules = [case for case in cases if not isinstance(case, Case | Mapping) and callable(case)]
    arguments = [case for case in cases if isinstance(case, Mapping)]
    if len([group for group in (ready, rules, arguments) if group]) != 1:
        raise ArgumentError(
            "cases must be of one kind: all constructor arguments, all Case(layer, inputs), or all rules"
        )
    if ready:
        return ArraySource(ready, seed, count=max(DEFAULT_CASES, len(ready)))
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
    if not says_shapes(known if isinstance(known, Contract) else None):
        raise ArgumentError(
            "no contract says what shapes the layer takes; register it with contract=Contract(shapes=...) "
            "or with cases that are Case(layer, inputs)"
        )
    makers = [((lambda chosen=chosen: construct(layer, chosen, seed)), chosen) for chosen in arguments]
    return ContractSource(makers, contract, seed, count=max(DEFAULT_CASES, len(makers)))


def _as_tuple(inputs: Any) -> tuple[Any, ...] | None:
    if inputs is None or isinstance(inputs, tuple):
        return inputs
    return (inputs,)
