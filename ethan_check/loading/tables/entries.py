"""From a table to an entry of the registry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ethan_check.cases.construct import SUPPLIED
from ethan_check.cases.example import Example
from ethan_check.loading.function_pairs import ConstantFactory
from ethan_check.loading.tables.call_syntax import Backward
from ethan_check.loading.tables.calls import CALL_KEYS, Calls
from ethan_check.loading.tables.error import ConfigError
from ethan_check.loading.tables.factory import LayerFactory
from ethan_check.loading.tables.table import LayerTable
from ethan_check.loading.tables.table_contract import contract_of_table
from ethan_check.loading.tables.toml_values import python_value, require_arguments
from ethan_core.errors import EthanError
from ethan_core.registry import Entry, Registry

__all__ = ["MODULE_KEYS", "apply_table", "make_entry"]

MODULE_KEYS = (
    "input", "convention", "reduction", "train", "checks", "rows_independent", "random", "keeps_dtype",
    "dtype",
)  # fmt: skip
"""What can be said of all layers of a module at once."""

_CONSTRUCTION_KEYS = {"init", "inits", "train"}


def make_entry(table: LayerTable, target: Callable[..., Any], module: str) -> Entry:
    """The entry of a class or factory that is not registered.

    Raises:
        ConfigError: the table contradicts the class.

    >>> from ethan_check.loading.tables.error import Location
    >>> make_entry(LayerTable(Location("f", "layers", "nn:A", number=2)), dict, "nn").name
    'dict-2.v0'
    """
    scratch = Registry()
    number = f"-{table.location.number}" if table.location.number > 1 else ""
    name = getattr(target, "__name__", table.source.rpartition(":")[2]).lower()
    if table.calls.is_traced:  # Libraries have functions of the same names, and the names of wrappers.
        name, number = re.sub(r"[^a-z0-9_.]", ".", table.source.lower()), ""
    try:
        scratch.register(f"{name.strip('_') or 'layer'}{number}.v0", target)
    except EthanError as error:
        raise ConfigError(f"{table.location}: {error}") from None
    (entry,) = scratch
    return apply_table(table, replace(entry, registered_in=module))


def apply_table(table: LayerTable, entry: Entry) -> Entry:
    """An entry with everything that a table says of it.

    Raises:
        ConfigError: the table contradicts the layer.

    >>> from ethan_check.loading.tables.error import Location
    >>> table = LayerTable(Location("f", "layers", "nn:A"), options={"reduction": "mean"}, name="mine")
    >>> entry = apply_table(table, Entry("dict.v0", dict))
    >>> entry.name, entry.options
    ('mine.v0', {'reduction': 'mean'})
    """
    target = entry.target
    changes: dict[str, Any] = {
        "name": _versioned(table.name) if table.name else entry.name,
        "options": {**entry.options, **table.options},
        "expected_failures": {**entry.expected_failures, **table.expected_failures},
        "contract": contract_of_table(table, entry),
    }
    modes = None if table.modes is None else replace(table.modes, forward=table.calls.forward)
    if modes is not None and (fault := modes.fault(target)) is not None:
        raise table.location.error("train", fault)
    is_pair = isinstance(target, ConstantFactory)
    changes_calls = bool(set(CALL_KEYS) & set(table.keys)) and not _names_a_backward_alone(table, is_pair)
    needs_factory = changes_calls or bool(_CONSTRUCTION_KEYS & set(table.keys))
    if needs_factory or entry.cases == ({},):
        _require_constructor_arguments(table, target)
    if needs_factory:
        finish = partial(table.calls.finish, is_pair=is_pair) if changes_calls else None
        factory = LayerFactory(target, table.location, modes, finish)
        changes |= {"target": factory, "cases": factory.cases(table.inits)}
    if table.example:
        changes["cases"] = _examples(table, changes.get("cases", ({},)))
    try:
        Registry().add(changed := replace(entry, **changes))
    except EthanError as error:
        raise table.location.error("name", f"cannot be used: {error}") from None
    return changed


def _versioned(name: str) -> str:
    """A name with a version at its end.

    >>> _versioned("conv"), _versioned("conv.v2")
    ('conv.v0', 'conv.v2')
    """
    return name if re.search(r"\.v\d+$", name) else f"{name}.v0"


def _require_constructor_arguments(table: LayerTable, target: Any) -> None:
    """Validate every configuration of a table against the constructor."""
    for number, init in enumerate(table.inits):
        key = "init" if "inits" not in table.keys else f"inits[{number}]"
        require_arguments(target, init, table.location, key, supplied=SUPPLIED)
        for argument, value in init.items():
            python_value(value, table.location, f"{key}.{argument}", run=False)


def _examples(table: LayerTable, cases: Iterable[Mapping[str, Any]]) -> tuple[Example, ...]:
    """Every configuration on what the table gives, which is looked at and not made."""
    _made_of_file(table, run=False)
    return tuple(Example(case, partial(_made_of_file, table, run=True)) for case in cases)


def _made_of_file(table: LayerTable, *, run: bool) -> list[Any]:
    return [
        python_value(value, table.location, f"example[{number}]", run=run)
        for number, value in enumerate(table.example)
    ]


def _names_a_backward_alone(table: LayerTable, is_pair: bool) -> bool:
    """Whether a table says no more of calls than which function is the backward of another."""
    return is_pair and table.calls == Calls(table.location, backward=Backward(table.calls.backward.name))
