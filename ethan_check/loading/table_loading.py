"""Layers that a configuration file describes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from ethan_check.loading.found_layers import FoundLayers, home_of, is_within, origin_of
from ethan_check.loading.function_pairs import ConstantFactory, FunctionPair
from ethan_check.loading.module_scan import pair_entry
from ethan_check.loading.module_sources import (
    Source,
    find_layers,
    import_source,
    named_target,
    registered_target,
)
from ethan_check.loading.tables.entries import MODULE_KEYS, apply_table, make_entry
from ethan_check.loading.tables.error import ConfigError
from ethan_check.loading.tables.table import LayerTable
from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry, Registry

__all__ = ["entry_of_table", "layers_of_module_table", "names_a_module"]


def names_a_module(table: LayerTable) -> bool:
    """Whether a table is named after a whole module.

    >>> from ethan_check.loading.tables.error import Location
    >>> [names_a_module(LayerTable(Location("f", "layers", source))) for source in ("nn", "nn:A")]
    [True, False]
    """
    return ":" not in table.source


def entry_of_table(table: LayerTable, registry: Registry) -> tuple[Entry, Any]:
    """The layer that a table describes, as an entry, and the class or function that it is named after.

    Raises:
        ConfigError: there is no such module or layer, or the table contradicts it.
        Exception: whatever the module raises while it is imported.

    >>> from ethan_check.loading.tables.error import Location
    >>> table = LayerTable(Location("f", "layers", "collections:deque"), ({"maxlen": 3},), keys=("init",))
    >>> entry, target = entry_of_table(table, Registry())
    >>> entry.name, entry.cases, target
    ('deque.v0', ({'maxlen': 3},), <class 'collections.deque'>)
    """
    try:
        source = Source.parse(table.source)
        module = import_source(source.module)
        within = tuple(entry for entry in registry if is_within(home_of(entry), source.module))
        found = registered_target(source, getattr(module, source.name, None), within)
        if found is not None:
            return apply_table(table, found), found.target
        target = named_target(source, module, within)
    except ConfigError:
        raise
    except RegistrationError as error:
        raise ConfigError(f"{table.location}: {error}") from None
    backward_name = table.calls.backward.name
    if backward_name and not _makes_layers(table, target):
        if not callable(backward := getattr(module, backward_name, None)):
            functions = [name for name, value in vars(module).items() if inspect.isfunction(value)]
            raise table.location.unknown(backward_name, functions, f"function of {source.module}")
        forward = target.forward if isinstance(target, FunctionPair) else target
        target = FunctionPair(forward, backward, forward.__name__)
    if isinstance(target, FunctionPair) and table.calls.is_traced:
        target = target.forward
    if isinstance(target, FunctionPair):
        return apply_table(table, pair_entry(target)), target.forward
    if not callable(target):
        raise ConfigError(
            f"{table.location}: {source.name} is a {type(target).__name__}, expected a class or a function"
        )
    if inspect.isabstract(target):
        missing = ", ".join(sorted(target.__abstractmethods__))
        raise ConfigError(f"{table.location}: {source.name} is abstract: {missing}")
    return make_entry(table, _factory(table, target), source.module), target


def _factory(table: LayerTable, target: Any) -> Callable[..., Any]:
    """A function that is given constructor arguments makes a layer; one that is not is a layer itself."""
    if _makes_layers(table, target) or not (
        table.input or table.contract or table.example or table.calls.is_traced
    ):
        return target  # type: ignore[no-any-return]
    return ConstantFactory(target)


def _makes_layers(table: LayerTable, target: Any) -> bool:
    """Whether a table is for what makes a layer: a class, or a function with constructor arguments."""
    if table.calls.is_traced:
        return False
    return inspect.isclass(target) or bool({"init", "inits"} & set(table.keys))


def layers_of_module_table(
    table: LayerTable, registry: Registry, owner: Callable[[Entry], str | None], described: Iterable[Any]
) -> FoundLayers:
    """All layers of a module but those that have tables of their own.

    Args:
        described: the classes and functions that have.

    Raises:
        ConfigError: there is no such module, or the table says what cannot be said of all of its layers.
        NothingFound: the module holds no layer.
    """
    for key in table.keys:
        if key not in MODULE_KEYS:
            raise table.location.error(
                key, f'cannot be said of a whole module; write [{table.location.group}."{table.source}:Name"]'
            )
    try:
        found = find_layers(Source.parse(table.source), registry, owner)
    except RegistrationError as error:
        if type(error) is not RegistrationError:
            raise
        raise ConfigError(f"{table.location}: {error}") from None
    described = list(described)
    entries = [entry for entry in found.entries if not _is_about_any(entry, described)]
    return FoundLayers(tuple(apply_table(table, entry) for entry in entries), found.skipped)


def _is_about_any(entry: Entry, targets: Iterable[Any]) -> bool:
    origin = origin_of(entry)
    return any(origin is target for target in targets)
