"""From a table to an entry of the registry."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from ethan_check.cases.construct import SUPPLIED
from ethan_check.cases.fitted_contract import stated_contract
from ethan_check.cases.source import listed
from ethan_check.loading.tables.calls import CALL_KEYS, Backward, Calls
from ethan_check.loading.tables.error import Mistake
from ethan_check.loading.tables.factory import Maker
from ethan_check.loading.tables.table import LayerTable
from ethan_check.loading.tables.toml_values import python_value, require_arguments
from ethan_check.subject.conventions.function_pairs import ConstantFactory
from ethan_check.subject.conventions.spelling import METHODS_OF_INPUTS
from ethan_core.case import Case
from ethan_core.contract import Contract
from ethan_core.errors import EthanError
from ethan_core.registry import Entry, Registry

__all__ = ["MODULE_KEYS", "configured", "described"]

MODULE_KEYS = (
    "input", "convention", "reduction", "train", "checks", "rows_independent", "random", "keeps_dtype",
    "dtype",
)  # fmt: skip
"""What can be said of all layers of a module at once."""

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def described(table: LayerTable, target: Callable[..., Any], module: str) -> Entry:
    """The entry of a class or factory that nobody has registered.

    Raises:
        Mistake: the table contradicts the class.
    """
    scratch = Registry()
    number = f"-{table.place.number}" if table.place.number > 1 else ""
    name = getattr(target, "__name__", table.source.rpartition(":")[2]).lower()
    if table.calls.is_traced:  # Libraries have functions of the same names, and the names of wrappers.
        name, number = re.sub(r"[^a-z0-9_.]", ".", table.source.lower()), ""
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
        name = table.name if re.search(r"\.v\d+$", table.name) else f"{table.name}.v0"
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
    calls = table.calls
    is_pair = isinstance(target, ConstantFactory)
    finish = partial(calls.finish, is_pair=is_pair)
    is_called = bool(set(CALL_KEYS) & set(table.stated)) and not _is_pair_alone(table, is_pair)
    is_said = bool({"init", "inits", "train"} & set(table.stated)) or is_called
    if is_said or entry.cases == ({},):
        for number, init in enumerate(table.inits):
            key = "init" if "inits" not in table.stated else f"inits[{number}]"
            require_arguments(target, init, place, key, supplied=SUPPLIED)
            for argument, value in init.items():
                python_value(value, place, f"{key}.{argument}")
    if is_said:
        maker = Maker(target, place, table.modes, finish if is_called else None)
        changes |= {"target": maker, "cases": maker.cases(table.inits)}
    if table.example:
        changes["cases"] = tuple(_examples(table, changes.get("target", target), changes.get("cases", ({},))))
    try:
        Registry().add(changed := replace(entry, **changes))
    except EthanError as error:
        raise place.mistake("name", f"cannot be used: {error}") from None
    return changed


def _examples(table: LayerTable, make: Callable[..., Any], cases: Iterable[Any]) -> Iterator[Case]:
    """Every configuration on the arrays that the table gives."""
    arrays = [python_value(value, table.place, f"example[{n}]") for n, value in enumerate(table.example)]
    for case in cases:
        try:
            layer = make(**case)
        except Exception as error:
            raise table.place.mistake("example", f"is for a layer that cannot be made: {error}") from None
        yield Case(layer, tuple(np.asarray(array) for array in arrays), label=listed(case))


def _is_pair_alone(table: LayerTable, is_pair: bool) -> bool:
    """Whether a table says no more of calls than which function is the backward of another."""
    return is_pair and table.calls == Calls(table.place, backward=Backward(table.calls.backward.name))


def _contract(table: LayerTable, entry: Entry) -> Contract | None:
    lines: dict[str, Any] = dict(table.lines)
    if not table.input and not lines:
        return entry.contract
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
        count = len(lines["shapes"].partition("->")[0].split(",")) if "shapes" in lines else 1
        inputs = lines.setdefault("inputs", _input_names(_arguments(entry.target, table), count, table))
        known = Contract(inputs=inputs, reduction=None, random=None, keeps_dtype=None)
    try:
        return replace(known, **lines)
    except EthanError as error:
        raise Mistake(f"{table.place}: {error}") from None


def _input_names(arguments: tuple[str, ...], count: int, table: LayerTable) -> tuple[str, ...]:
    """The names of forward's arguments, if there are several or the table uses them; else X, X0, X1."""
    told = {name for key in ("domain", "integers", "constants") for name in table.lines.get(key, ())}
    are_used = bool(told) and told <= set(arguments)
    if len(arguments) == count and (count > 1 or are_used):
        return arguments
    return ("X",) if count == 1 else tuple(f"X{position}" for position in range(count))


def _arguments(target: Any, table: LayerTable) -> tuple[str, ...]:
    """The arguments of forward that have to be given; none where the table gives them itself."""
    if isinstance(table.calls.arguments, list):
        return ()
    origin = getattr(target, "origin", target)
    names = (table.calls.forward,) if table.calls.forward else METHODS_OF_INPUTS
    methods = (getattr(origin, name, None) for name in names)
    is_class = isinstance(origin, type)
    function = (
        next((method for method in methods if inspect.isfunction(method)), None) if is_class else origin
    )
    if not inspect.isfunction(function):
        return ()
    parameters: Mapping[str, inspect.Parameter] = inspect.signature(function).parameters
    needed = [name for name, p in parameters.items() if p.default is p.empty and p.kind in _POSITIONAL]
    named = table.calls.arguments or {}
    return tuple(name for name in (needed[1:] if is_class else needed) if name not in named)
