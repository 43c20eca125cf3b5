"""The contract that a table states."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

from ethan_check.cases.fitted_contract import stated_contract
from ethan_check.loading.tables.error import ConfigError
from ethan_check.loading.tables.table import LayerTable
from ethan_check.subject.conventions.spelling import METHODS_OF_INPUTS
from ethan_core.contract import Contract
from ethan_core.errors import EthanError
from ethan_core.registry import Entry

__all__ = ["contract_of_table"]

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)

_KEYS_BY_INPUT = ("domain", "integers", "constants")


def contract_of_table(table: LayerTable, entry: Entry) -> Contract | None:
    """What a table says of the contract, on top of what is known of it; None when nothing is.

    Raises:
        ConfigError: the layer declares a contract of its own, or the lines contradict each other.

    >>> from ethan_check.loading.tables.error import Location
    >>> table = LayerTable(Location("f", "layers", "nn:A"), input="N 5")
    >>> contract_of_table(table, Entry("a.v0", dict)).shapes
    'N 5 -> ...'
    """
    lines: dict[str, Any] = dict(table.contract)
    if not table.input and not lines:
        return entry.contract
    if getattr(entry.target, "contract", None) is not None:
        key = "input" if table.input else next(iter(lines))
        text = "stands beside the contract that the layer declares itself; take one out"
        raise table.location.error(key, text)
    if table.input:
        lines["shapes"] = f"{table.input} -> ..."
    known = entry.contract or stated_contract(entry.target)
    if known is None or "shapes" in lines:
        count = len(lines["shapes"].partition("->")[0].split(",")) if "shapes" in lines else 1
        inputs = lines.setdefault("inputs", _input_names(_arguments(entry.target, table), count, table))
        known = Contract(inputs=inputs, reduction=None, random=None, keeps_dtype=None)
    try:
        return replace(known, **lines)
    except EthanError as error:
        raise ConfigError(f"{table.location}: {error}") from None


def _input_names(arguments: tuple[str, ...], count: int, table: LayerTable) -> tuple[str, ...]:
    """The names of forward's arguments, if there are several or the table uses them; else X, X0, X1."""
    used = {name for key in _KEYS_BY_INPUT for name in table.contract.get(key, ())}
    if len(arguments) == count and (count > 1 or (used and used <= set(arguments))):
        return arguments
    return ("X",) if count == 1 else tuple(f"X{position}" for position in range(count))


def _arguments(target: Any, table: LayerTable) -> tuple[str, ...]:
    """The arguments of forward that have to be given; none where the table gives them itself."""
    if isinstance(table.calls.arguments, list):
        return ()
    function = origin = getattr(target, "origin", target)
    if isinstance(origin, type):
        names = (table.calls.forward,) if table.calls.forward else METHODS_OF_INPUTS
        methods = (getattr(origin, name, None) for name in names)
        function = next((method for method in methods if inspect.isfunction(method)), None)
    if not inspect.isfunction(function):
        return ()
    parameters = inspect.signature(function).parameters
    required = [name for name, p in parameters.items() if p.default is p.empty and p.kind in _POSITIONAL]
    named = table.calls.arguments or {}
    return tuple(
        name for name in (required[1:] if isinstance(origin, type) else required) if name not in named
    )
