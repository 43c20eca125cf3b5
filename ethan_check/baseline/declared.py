"""What a layer declares and how it is read, as plain data that two runs can compare."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from ethan_check.subject.options import LayerOptions
from ethan_core.contract import Contract

__all__ = ["contract_as_data", "convention_as_data"]


def contract_as_data(contract: Contract | None) -> dict[str, Any]:
    """A contract without what it leaves at its default.

    >>> contract_as_data(Contract(shapes="N d -> N d", domain={"X": (0, math.inf)}))
    {'domain': {'X': {'low': 0.0, 'high': 'inf', 'open': False}}, 'shapes': 'N d -> N d'}
    """
    if contract is None:
        return {}
    usual, stated = asdict(Contract()), asdict(contract)
    return {name: _plain(value) for name, value in sorted(stated.items()) if value != usual[name]}


def convention_as_data(read_as: str, options: LayerOptions) -> dict[str, str]:
    """How a layer was found to be written, and what is said of it beside its contract.

    >>> convention_as_data("plain object", LayerOptions(reduction="mean"))
    {'read as': 'plain object', 'reduction': 'mean'}
    """
    said = {
        "reduction": options.reduction,
        "dtype": options.dtype and str(options.dtype),
        "frozen": list(options.frozen),
        "differs": options.differs,
        "accuracy": options.accuracy,
        "complex": options.complex,
    }
    return {"read as": read_as, **{name: str(_plain(value)) for name, value in said.items() if value}}


def _plain(value: Any) -> Any:
    """Plain Python values that JSON has: infinity is none."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
