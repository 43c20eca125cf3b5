"""What a caller gave to verify a layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from ethan_check.subject.options import LayerOptions
from ethan_check.subject.translation import Translation
from ethan_core.case import CaseLike
from ethan_core.contract import Contract

__all__ = ["Given"]


@dataclass(frozen=True)
class Given:
    """What a verification begins with; as the arguments of `check_layer`.

    >>> given = Given(None, None, None, None, LayerOptions(frozen=("b",)))
    >>> given.told(Translation(None, options={"frozen": ("mean",), "dtype": "float32"})).options.frozen
    ('b', 'mean')
    """

    layer: Any
    inputs: tuple[Any, ...] | None
    contract: Contract | None
    cases: Iterable[CaseLike] | CaseLike | None
    options: LayerOptions

    def told(self, found: Translation) -> Given:
        """The same, with what the framework says where the caller says nothing."""
        said = dict(found.options)
        contract = said.pop("contract", None) if self.contract is None else self.contract
        both: dict[str, Any] = {
            name: tuple(dict.fromkeys((*getattr(self.options, name), *said.pop(name, ()))))
            for name in ("frozen", "adapters")
        }
        silent = {
            field.name for field in fields(self.options) if getattr(self.options, field.name) == field.default
        }
        stated = {name: value for name, value in said.items() if name in silent}
        inputs = self.inputs if found.inputs is None else found.inputs
        options = replace(self.options, **both, **stated)
        return replace(self, inputs=inputs, contract=contract, options=options)
