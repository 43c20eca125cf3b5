"""Layers that a configuration file describes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from ethan_check.loading.found_layers import Found, home_of, is_within
from ethan_check.loading.module_scan import pair_entry
from ethan_check.loading.module_sources import (
    Source,
    find_layers,
    import_source,
    named_target,
    registered_target,
)
from ethan_check.loading.tables.entries import MODULE_KEYS, configured, described
from ethan_check.loading.tables.error import Mistake
from ethan_check.loading.tables.table import LayerTable
from ethan_check.subject.conventions.function_pairs import ConstantFactory, FunctionPair
from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry, Registry

__all__ = ["describe_layer", "describe_module", "is_of_module"]


def is_of_module(table: LayerTable) -> bool:
    """Whether a table is named after a whole module."""
    return ":" not in table.source


def describe_layer(table: LayerTable, registry: Registry) -> tuple[Entry, Any]:
    """The layer that a table describes, as an entry, and the class or function that it is named after.

    Raises:
        Mistake: there is no such module or layer, or the table contradicts it.
        Exception: whatever the module raises while it is imported.
    """
    try:
        source = Source.parse(table.source)
        module = import_source(source.module)
        within = tuple(entry for entry in registry if is_within(home_of(entry), source.module))
        found = registered_target(source, getattr(module, source.name, None), within)
        if found is not None:
            return configured(table, found), found.target
        target = named_target(source, module, within)
    except Mistake:
        raise
    except RegistrationError as error:
        raise Mistake(f"{table.place}: {error}") from None
    named = table.calls.backward.name
    if named and not _makes_layers(table, target):
        if not callable(backward := getattr(module, named, None)):
            functions = [name for name, value in vars(module).items() if inspect.isfunction(value)]
            raise table.place.unknown(named, functions, f"function of {source.module}")
        forward = target.forward if isinstance(target, FunctionPair) else target
        target = FunctionPair(forward, backward, forward.__name__)
    if isinstance(target, FunctionPair) and table.calls.is_traced:
        target = target.forward
    if isinstance(target, FunctionPair):
        return configured(table, pair_entry(target)), target.forward
    if not callable(target):
        raise Mistake(
            f"{table.place}: {source.name} is a {type(target).__name__}, expected a class or a function"
        )
    if inspect.isabstract(target):
        missing = ", ".join(sorted(target.__abstractmethods__))
        raise Mistake(f"{table.place}: {source.name} is abstract: {missing}")
    return described(table, _factory(table, target), source.module), target


def _factory(table: LayerTable, target: Any) -> Callable[..., Any]:
    """A function that is given constructor arguments makes a layer; one that is not is a layer itself."""
    if _makes_layers(table, target) or not (
        table.input or table.lines or table.example or table.calls.is_traced
    ):
        return target  # type: ignore[no-any-return]
    return ConstantFactory(target)


def _makes_layers(table: LayerTable, target: Any) -> bool:
    """Whether a table is for what makes a layer: a class, or a function with constructor arguments."""
    if table.calls.is_traced:
        return False
    return inspect.isclass(target) or bool({"init", "inits"} & set(table.stated))


def describe_module(
    table: LayerTable, registry: Registry, owner: Callable[[Entry], str | None], apart: Iterable[Any]
) -> Found:
    """All layers of a module but those that have tables of their own.

    Raises:
        Mistake: there is no such module, or the table says what cannot be said of all of its layers.
        NothingFound: the module holds no layer.
    """
    for key in table.stated:
        if key not in MODULE_KEYS:
            raise table.place.mistake(
                key, f'cannot be said of a whole module; write [{table.place.group}."{table.source}:Name"]'
            )
    try:
        found = find_layers(Source.parse(table.source), registry, owner)
    except RegistrationError as error:
        if type(error) is not RegistrationError:
            raise
        raise Mistake(f"{table.place}: {error}") from None
    apart = list(apart)
    entries = [entry for entry in found.entries if not _is_any(entry, apart)]
    return Found(tuple(configured(table, entry) for entry in entries), found.left_out)


def _is_any(entry: Entry, targets: Iterable[Any]) -> bool:
    origin = getattr(entry.target, "origin", entry.target)
    return any(origin is target for target in targets)
