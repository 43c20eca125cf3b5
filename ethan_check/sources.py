"""Where cases come from: a contract, the arrays that were given, a list, or a rule of the layer's own.

A source draws the case at a position, always the same one for the same seed, and knows how to look for
a smaller case that still fails.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from ethan_check.adapters.base import LayerFault, fault_of
from ethan_check.freeze import frozen_randomness
from ethan_check.plans import draw_inputs, nth_plan
from ethan_check.variations import vary
from ethan_core.case import Case, CaseDrawer
from ethan_core.contract import Contract
from ethan_core.layer import Array, layer_sizes

__all__ = ["DEFAULT_CASES", "ArraySource", "ContractSource", "DrawerSource", "Drawn", "Source", "construct"]

DEFAULT_CASES = 24

Fails = Callable[["Drawn"], bool]


@dataclass(frozen=True)
class Drawn:
    """A case, and how sure it is.

    Args:
        case: the layer and its inputs.
        parameter_seed: moves the parameters; None leaves them as they are.
        tentative: whether the layer may refuse these inputs, because nobody said that it takes them.
        configuration: which of the layer's configurations it is of; None where cases may differ in it.
    """

    case: Case
    parameter_seed: int | None = None
    tentative: bool = False
    configuration: int | None = None


class Source(Protocol):
    """Draws cases."""

    @property
    def count(self) -> int:
        """How many cases a run at default settings looks at."""

    def draw(self, position: int) -> Drawn:
        """The case at a position.

        Raises:
            LayerFault: the layer's constructor, or its rule for drawing cases, raised.
            ContractError: no shapes satisfy the contract.
        """

    def smaller(self, fails: Fails) -> Drawn | None:
        """The smallest case found that still fails, or None."""


def construct(target: Callable[..., Any], arguments: Mapping[str, Any], seed: int) -> Any:
    """Make a layer; a constructor that takes a generator and is given none gets a seeded one.

    Raises:
        LayerFault: the constructor raised.
    """
    arguments = dict(arguments)
    try:
        accepted = inspect.signature(target).parameters
    except (TypeError, ValueError):
        accepted = {}  # type: ignore[assignment]
    for name in ("generator", "rng"):
        if name in accepted and name not in arguments:
            arguments[name] = np.random.default_rng(seed)
    try:
        with frozen_randomness(seed):
            return target(**arguments)
    except Exception as error:
        raise fault_of(f"the constructor with {_listed(arguments) or 'no arguments'}", error) from None


@dataclass(frozen=True)
class ContractSource:
    """Cases from a contract: configurations in turn, free axes and values drawn.

    Args:
        makers: for each configuration, what makes the layer and how it reads in a message.
        contract: what the layers promise, unless a layer has a contract of its own.
        seed: of everything drawn.
        first: arrays to be used as they are in the first case.
    """

    makers: Sequence[tuple[Callable[[], Any], Mapping[str, Any]]]
    contract: Contract | None
    seed: int
    first: tuple[Any, ...] | None = None
    count: int = DEFAULT_CASES
    _made: dict[int, tuple[Any, Contract, dict[str, int]]] = field(default_factory=dict)

    def draw(self, position: int) -> Drawn:
        """The case at a position: configurations take turns."""
        configuration = position % len(self.makers)
        layer, contract, fixed = self._layer(configuration)
        if position == 0 and self.first is not None:
            return Drawn(self._case(layer, self.first, configuration), configuration=configuration)
        plan = nth_plan(contract, fixed, position, configuration, self.seed)
        case = self._case(layer, draw_inputs(contract, fixed, plan), configuration)
        return Drawn(case, plan.seed, configuration=configuration)

    def smaller(self, fails: Fails) -> Drawn | None:
        """Let hypothesis look for the smallest plan that fails."""
        from ethan_check.cases import smallest

        layers = [self._layer(configuration) for configuration in range(len(self.makers))]
        contract = layers[0][1]

        def case_of(plan: Any) -> Drawn:
            layer, own, fixed = layers[plan.configuration]
            case = self._case(layer, draw_inputs(own, fixed, plan), plan.configuration)
            return Drawn(case, plan.seed, configuration=plan.configuration)

        plan = smallest(contract, [fixed for _, _, fixed in layers], lambda p: fails(case_of(p)), self.seed)
        return None if plan is None else case_of(plan)

    def _layer(self, configuration: int) -> tuple[Any, Contract, dict[str, int]]:
        # One object serves all cases of a configuration: nobody runs it, only copies of it.
        if configuration not in self._made:
            self._made[configuration] = self._make(configuration)
        return self._made[configuration]

    def _make(self, configuration: int) -> tuple[Any, Contract, dict[str, int]]:
        make, arguments = self.makers[configuration]
        layer = make()
        own = getattr(layer, "contract", None)
        contract = own if isinstance(own, Contract) else self.contract
        assert contract is not None
        fixed = {name: value for name, value in arguments.items() if type(value) is int}
        for name in contract.signature.names() | set().union(
            *(shape.names() for shape in contract.parameter_shapes().values())
        ):
            value = getattr(layer, name, None)
            if isinstance(value, int | np.integer) and not isinstance(value, bool):
                fixed[name] = int(value)
        fixed.update(layer_sizes(layer))
        return layer, contract, fixed

    def _case(self, layer: Any, inputs: tuple[Any, ...], configuration: int) -> Case:
        arguments = _listed(self.makers[configuration][1])
        return Case(layer, inputs, label=arguments)


@dataclass(frozen=True)
class ArraySource:
    """Cases from arrays that were given: first as they are, then varied within what they show."""

    cases: Sequence[Case]
    seed: int
    count: int = DEFAULT_CASES

    def draw(self, position: int) -> Drawn:
        """The case at a position: the given ones first."""
        case = self.cases[position % len(self.cases)]
        if position < len(self.cases):
            return Drawn(case)
        rng = np.random.default_rng([self.seed, position])
        varied = replace(case, inputs=vary(case.inputs, position, rng))
        return Drawn(varied, self.seed + position, tentative=True)

    def smaller(self, fails: Fails) -> Drawn | None:
        """Try fewer rows of each given case."""
        for case in self.cases:
            for rows in (1, 2):
                inputs = _first_rows(case.inputs, rows)
                drawn = Drawn(replace(case, inputs=inputs), tentative=True) if inputs is not None else None
                if drawn is not None and fails(drawn):
                    return drawn
        return None


@dataclass(frozen=True)
class DrawerSource:
    """Cases from a rule of the layer's own."""

    drawers: Sequence[CaseDrawer]
    seed: int
    count: int = DEFAULT_CASES

    def draw(self, position: int) -> Drawn:
        """The case at a position: the rules take turns, each with a generator of its own seed."""
        drawer = self.drawers[position % len(self.drawers)]
        try:
            with frozen_randomness(self.seed + position):
                case = drawer(np.random.default_rng([self.seed, position]))
        except Exception as error:
            raise fault_of("the rule that draws cases", error) from None
        if not isinstance(case, Case):
            raise LayerFault(
                f"the rule that draws cases returned a {type(case).__name__}, expected a Case(layer, inputs)"
            )
        return Drawn(case)

    def smaller(self, fails: Fails) -> Drawn | None:
        """Of the first hundred draws, the one with the fewest entries that fails."""
        drawn = sorted((self.draw(position) for position in range(100)), key=_entries)
        return next((candidate for candidate in drawn[:50] if fails(candidate)), None)


def needs_contract(contract: Contract | None) -> bool:
    """Whether a contract says enough to draw cases from."""
    return contract is not None and bool(contract.shapes)


def _entries(drawn: Drawn) -> int:
    return sum(int(np.size(array)) for array in drawn.case.inputs)


def _first_rows(inputs: tuple[Any, ...], rows: int) -> tuple[Array, ...] | None:
    arrays = [np.asarray(array) for array in inputs]
    if not arrays or not arrays[0].ndim or arrays[0].shape[0] <= rows:
        return None
    batch = arrays[0].shape[0]
    return tuple(a[:rows] if a.ndim and a.shape[0] == batch else a for a in arrays)


def _listed(arguments: Mapping[str, Any]) -> str:
    shown = {name: value for name, value in arguments.items() if not isinstance(value, np.random.Generator)}
    return " ".join(f"{name}={value!r}" for name, value in shown.items())
