"""From a table to an entry of the registry."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ethan_check.configuration.maker import Maker
from ethan_check.configuration.mistakes import Mistake, Place
from ethan_check.configuration.table import LayerTable
from ethan_check.configuration.values import python_value, require_arguments
from ethan_check.sources import stated_contract
from ethan_check.sources.construct import SUPPLIED
from ethan_core.contract import Contract
from ethan_core.errors import EthanError
from ethan_core.registry import Entry, Registry

__all__ = ["MODULE_KEYS", "configured", "described"]

MODULE_KEYS = (
    "input", "convention", "reduction", "train", "checks", "rows_independent", "random", "keeps_dtype",
)  # fmt: skip
"""What can be said of all layers of a module at once."""


def described(table: LayerTable, target: Callable[..., Any], module: str) -> Entry:
    """The entry of a class or factory that nobody has registered.

    Raises:
        Mistake: the table contradicts the class.
    """
    scratch = Registry()
    number = f"-{table.place.number}" if table.place.number > 1 else ""
    name = getattr(target, "__name__", table.source.rpartition(":")[2]).lower()
    try:
        scratch.register(f"{name.strip('_') or 'layer'}{number}.v0", target)
    except EthanError as error:
        raise Mistake(f"{table.place}: {error}") from None
    (entry,) = scratch
    return configured(table, replace(entry, registered_in=module))


def configured(table: LayerTable, entry: Entry) -> Entry:
    """An entry with everything that a table says of it.

    Raises:
        Mistake: the table contradicts the layer.
    """
    place, target = table.place, entry.target
    name = entry.name
    if table.name:
        name = table.name if "." in table.name else f"{table.name}.v0"
    changes: dict[str, Any] = {
        "name": name,
        "options": {**entry.options, **table.options},
        "expected_failures": {**entry.expected_failures, **table.expected_failures},
        "contract": _contract(table, entry),
    }
    if table.modes is not None:
        fault = table.modes.fault(target)
        if fault is not None:
            raise place.mistake("train", fault)
    is_said = {"init", "inits", "train"} & set(table.stated)
    if is_said or entry.cases == ({},):
        for number, init in enumerate(table.inits):
            key = "init" if "inits" not in table.stated else f"inits[{number}]"
            require_arguments(target, init, place, key, supplied=SUPPLIED)
            for argument, value in init.items():
                python_value(value, place, f"{key}.{argument}")
    if is_said:
        maker = Maker(target, place, table.modes)
        changes |= {"target": maker, "cases": maker.cases(table.inits)}
    try:
        Registry().add(changed := replace(entry, **changes))
    except EthanError as error:
        raise place.mistake("name", f"cannot be used: {error}") from None
    return changed


def _contract(table: LayerTable, entry: Entry) -> Contract | None:
    lines: dict[str, Any] = dict(table.lines)
    if not table.input and not lines:
        return entry.contract or stated_contract(entry.target)
    own = getattr(entry.target, "contract", None)
    if own is not None:
        key = "input" if table.input else next(iter(lines))
        raise table.place.mistake(
            key, "stands beside the contract that the layer declares itself; take one out"
        )
    if table.input:
        lines["shapes"] = f"{table.input} -> ..."
    known = entry.contract or stated_contract(entry.target)
    if known is None or "shapes" in lines:
        inputs = lines["shapes"].partition("->")[0].split(",") if "shapes" in lines else [""]
        lines.setdefault("inputs", _input_names(entry.target, len(inputs), table.place, table))
        if not inputs[0].strip() and "shapes" not in lines:
            lines["shapes"] = ""
        known = Contract(inputs=lines["inputs"], reduction=None, random=None, keeps_dtype=None)
        if _is_loss(entry.target) and len(inputs) == 2:
            lines.setdefault("constants", (lines["inputs"][1],))
    try:
        return replace(known, **lines)
    except EthanError as error:
        raise Mistake(f"{table.place}: {error}") from None


def _is_loss(target: Any) -> bool:
    return callable(getattr(target, "gradient", None)) and not callable(getattr(target, "backward", None))


def _input_names(target: Any, count: int, place: Place, table: LayerTable) -> tuple[str, ...]:
    """The names of forward's arguments, where there are as many; X, or X0, X1 and so on, otherwise."""
    if _is_loss(target) and count == 2:
        return ("prediction", "target")
    names = _arguments(target)
    told = {name for key in ("domain", "integers") for name in table.lines.get(key, {})}
    told |= set(table.lines.get("constants", ()))
    if len(names) == count and count > 1:
        return names
    numbered = ("X",) if count == 1 else tuple(f"X{position}" for position in range(count))
    return names if len(names) == count and told and told <= set(names) else numbered


def _arguments(target: Any) -> tuple[str, ...]:
    for method in ("forward", "value", "__call__"):
        function: Any = getattr(target, method, None)
        if isinstance(target, type) and inspect.isfunction(function):
            parameters: Mapping[str, inspect.Parameter] = inspect.signature(function).parameters
            return tuple(
                name for name, p in parameters.items() if p.default is p.empty and p.kind != p.VAR_KEYWORD
            )[1:]
    return ()
