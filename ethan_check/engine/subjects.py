"""What the checks of one layer run on, made of whatever its caller has handed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ethan_check.cases.choose import choose_source
from ethan_check.cases.fitted_contract import fitted_contract
from ethan_check.cases.given import Given
from ethan_check.cases.handed_over import as_inputs
from ethan_check.cases.pool import SubjectPool
from ethan_check.cases.translated import translated
from ethan_check.subject.execution.read_attributes import name_of_layer
from ethan_check.subject.options import LayerOptions
from ethan_check.trace import NO_TRACE, Tracer
from ethan_core.case import Case, CaseLike
from ethan_core.contract import Contract

__all__ = ["name_of", "subjects_of"]


def subjects_of(
    layer: Any,
    inputs: tuple[Any, ...] | None,
    contract: Contract | None,
    cases: Iterable[CaseLike] | CaseLike | None,
    seed: int,
    options: LayerOptions,
    name: str,
    tracer: Tracer = NO_TRACE,
) -> SubjectPool:
    """What the checks of one layer share: its cases, and what is found out about it. Arguments as of
    `check_layer`.

    Raises:
        LayerFault: the layer cannot be made.
        ArgumentError: there is nothing to draw cases from, or no plugin takes it.
    """
    given = translated(Given(layer, inputs, contract, cases, options), seed)
    layer, contract, options = given.layer, given.contract, given.options
    inputs = as_inputs(given.inputs)
    if contract is None and inputs is None:
        contract = fitted_contract(layer, given.cases, seed, options)
    source = choose_source(layer, inputs, contract, given.cases, seed, options)
    return SubjectPool(name, source, contract, seed, options, tracer)


def name_of(layer: Any, cases: Any) -> str:
    """What a layer is called if nobody says so: after its class, or that of the first case.

    >>> from ethan_core.fn import Relu
    >>> name_of(Relu(), None)
    'Relu'
    """
    if layer is not None:
        return name_of_layer(layer)
    first = next(iter(cases), None) if isinstance(cases, list | tuple) else cases
    return name_of_layer(first.layer) if isinstance(first, Case) else "layer"
