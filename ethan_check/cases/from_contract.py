"""Cases from a contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ethan_check.cases.plans import CasePlan, draw_inputs, nth_plan
from ethan_check.cases.source import DrawnCase, Fails, arguments_in_words
from ethan_check.numerics.tolerances.sizes import DEFAULT_CASES
from ethan_check.subject.execution.read_attributes import attribute
from ethan_core.case import Case
from ethan_core.contract import Contract
from ethan_core.layer import layer_sizes

__all__ = ["ContractSource", "says_shapes"]


@dataclass(frozen=True)
class ContractSource:
    """Cases from a contract: configurations in turn, free axes and values drawn.

    Args:
        makers: for each configuration, what makes the layer and how it reads in a message.
        contract: what the layers promise, unless a layer has a contract of its own.
        seed: of everything drawn.
        first: arrays to be used as they are in the first case.

    >>> source = ContractSource([(object, {})], Contract(shapes="N 4 -> N 4"), seed=0)
    >>> [source.draw(position).case.inputs[0].shape for position in range(3)]
    [(3, 4), (1, 4), (2, 4)]
    """

    makers: Sequence[tuple[Callable[[], Any], Mapping[str, Any]]]
    contract: Contract | None
    seed: int
    first: tuple[Any, ...] | None = None
    count: int = DEFAULT_CASES
    _made: dict[int, tuple[Any, Contract, dict[str, int]]] = field(default_factory=dict)

    @property
    def draws_layers(self) -> bool:
        """No: the layers are those that were given."""
        return False

    def draw(self, position: int) -> DrawnCase:
        """The case at a position: configurations take turns."""
        configuration = position % len(self.makers)
        layer, contract, fixed = self._layer(configuration)
        if position == 0 and self.first is not None:
            given = self._case(layer, self.first, configuration)
            return DrawnCase(given, configuration=configuration, make=self.makers[configuration][0])
        plan = nth_plan(contract, fixed, position, configuration, self.seed)
        case = self._case(layer, draw_inputs(contract, fixed, plan), configuration)
        return DrawnCase(case, plan.seed, configuration=configuration, make=self.makers[configuration][0])

    def smaller(self, fails: Fails) -> DrawnCase | None:
        """Let hypothesis look for the smallest plan that fails."""
        from ethan_check.cases.strategies import smallest

        layers = [self._layer(configuration) for configuration in range(len(self.makers))]

        def case_of(plan: Any) -> DrawnCase:
            layer, own, fixed = layers[plan.configuration]
            case = self._case(layer, draw_inputs(own, fixed, plan), plan.configuration)
            make = self.makers[plan.configuration][0]
            return DrawnCase(case, plan.seed, configuration=plan.configuration, make=make)

        contracts = [contract for _, contract, _ in layers]
        sizes = [fixed for _, _, fixed in layers]
        plan = smallest(contracts, sizes, lambda plan: fails(case_of(plan)), self.seed)
        if plan is None:
            return None
        wider = [
            replace(plan, sizes={**plan.sizes, batch: 2}) for batch in self._batches_of_one(plan, contracts)
        ]
        return case_of(next((one for one in wider if fails(case_of(one))), plan))

    @staticmethod
    def _batches_of_one(plan: CasePlan, contracts: Sequence[Contract]) -> Iterator[str]:
        """The name of the batch where it is 1: there a mean is a sum, so two rows are tried as well."""
        first = next(iter(contracts[plan.configuration].signature.inputs), None)
        name = first.axes[0].text if first is not None and first.axes else ""
        if plan.sizes.get(name) == 1:
            yield name

    def _layer(self, configuration: int) -> tuple[Any, Contract, dict[str, int]]:
        # One object serves all cases of a configuration: only copies of it are run.
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
            value = attribute(layer, name)
            if isinstance(value, int | np.integer) and not isinstance(value, bool):
                fixed[name] = int(value)
        fixed.update(layer_sizes(layer))
        return layer, contract, fixed

    def _case(self, layer: Any, inputs: tuple[Any, ...], configuration: int) -> Case:
        arguments = arguments_in_words(self.makers[configuration][1])
        return Case(layer, inputs, label=arguments)


def says_shapes(contract: Contract | None) -> bool:
    """Whether a contract says enough to draw cases from.

    >>> says_shapes(Contract(shapes="N -> N")), says_shapes(Contract())
    (True, False)
    """
    return contract is not None and bool(contract.shapes)
