"""What a layer says of itself where no contract is declared for it: the annotations of its forward."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ethan_check.cases.construct import construct
from ethan_check.cases.from_contract import ContractSource
from ethan_check.cases.shape_inference import guess_case
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.options import NO_OPTIONS, LayerOptions
from ethan_check.subject.subject import Subject
from ethan_core.annotations import annotated_contract
from ethan_core.case import Case
from ethan_core.contract import Contract
from ethan_core.errors import EthanError

__all__ = ["fitted_contract", "stated_contract"]


def stated_contract(layer: Any) -> Contract | None:
    """The annotations of forward as a contract; None where the layer has one of its own, or none.

    >>> class Double:
    ...     def forward(self, x: 'Float[Array, "N d"]') -> 'Float[Array, "N d"]': return 2 * x
    >>> stated_contract(Double).shapes
    'N d -> N d'
    """
    origin = getattr(layer, "origin", layer)
    if origin is None or getattr(origin, "contract", None) is not None:
        return None
    return annotated_contract(origin)


def fitted_contract(layer: Any, cases: Any, seed: int, options: LayerOptions = NO_OPTIONS) -> Contract | None:
    """What a layer states, with numbers for the names whose size its arrays fix under another name.

    `Float[Array, "batch dim"]` names two sizes, and the layer's own weights say that `dim` is 4: where not
    every size is taken, inputs are guessed, and a name that can take no other size than the guessed one has
    that size.

    >>> class Dense:
    ...     W = np.ones((4, 2))
    ...     def forward(self, x: 'Float[Array, "batch dim"]') -> 'Float[Array, "batch out"]':
    ...         self.x = x; return x @ self.W
    ...     def backward(self, g): self.dW = self.x.T @ g; return g @ self.W.T
    >>> fitted_contract(Dense, None, 0).shapes
    'batch 4 -> batch out'
    """
    contract = stated_contract(layer)
    arguments = [{}] if cases is None else [cases] if isinstance(cases, Mapping | Case) else cases
    first = next(iter(arguments), None) if isinstance(arguments, Iterable) else None
    if contract is None or not isinstance(first, Mapping):
        return contract
    makes_layers = isinstance(layer, type) or hasattr(layer, "origin")
    try:
        one = construct(layer, first, seed) if makes_layers else layer
    except LayerFault:
        return contract
    source = ContractSource([(lambda: one, first)], contract, seed)
    if all(_accepts(one, source.draw(position).case.inputs, contract, options) for position in (0, 1)):
        return contract
    case = guess_case(one, seed, options)
    sizes: dict[str, int] = {}
    shapes = contract.signature.inputs
    if case is None or len(case.inputs) != len(shapes):
        return contract
    if any(shape.mismatch(np.shape(x), sizes, {}) for shape, x in zip(shapes, case.inputs, strict=True)):
        return contract
    fixed = {name: size for name, size in sizes.items() if not _is_free(name, sizes, one, contract, options)}
    return replace(contract, shapes=_with_numbers(contract.shapes, fixed))


def _is_free(
    name: str, sizes: Mapping[str, int], layer: Any, contract: Contract, options: LayerOptions
) -> bool:
    larger = {**sizes, name: sizes[name] + 1}
    inputs = tuple(np.ones(shape.concrete(larger)) for shape in contract.signature.inputs)
    return _accepts(layer, inputs, contract, options)


def _accepts(layer: Any, inputs: tuple[Any, ...], contract: Contract, options: LayerOptions) -> bool:
    try:
        Subject(layer, inputs, contract=contract, **options.keywords)
    except (LayerFault, EthanError):
        return False
    return True


def _with_numbers(shapes: str, fixed: Mapping[str, int]) -> str:
    for name, size in fixed.items():
        shapes = re.sub(rf"(?<![\w*]){re.escape(name)}(?!\w)", str(size), shapes)
    return shapes
