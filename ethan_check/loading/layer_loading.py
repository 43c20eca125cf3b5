"""Selects layers: those of entry points, those that somebody named, those that a file describes."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from types import ModuleType
from typing import Any

from ethan_check.loading.found_layers import Found, NothingFound, Unusable, home_of, is_within
from ethan_check.loading.load_error import LoadError, one_line
from ethan_check.loading.module_scan import derived_entry, offer_classes
from ethan_check.loading.module_sources import Source, find_layers
from ethan_check.loading.plugin_loading import PluginLoading, distribution_of, reporting
from ethan_check.loading.table_loading import describe_layer, describe_module, is_of_module
from ethan_check.loading.tables import Configuration, LayerTable, Mistake, stub_of
from ethan_check.loading.tables.aliases import alias_hint
from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry, Registry, loading_from

__all__ = ["LayerLoading"]


class LayerLoading:
    """What has been selected so far, and what could not be loaded.

    Args:
        registry: where modules register when they are imported.
        points: the entry points of layers.
        plugins: may register layers too.
        configuration: what a file says of layers.
    """

    def __init__(
        self,
        registry: Registry,
        points: Sequence[metadata.EntryPoint],
        plugins: PluginLoading,
        configuration: Configuration,
    ) -> None:
        self.selected = Registry()
        self.broken: list[LoadError] = []
        self.empty: list[LoadError] = []
        self.left_out: list[tuple[str, str]] = []
        self.tables: dict[str, LayerTable] = {}
        self._registry = registry
        self._points = points
        self._plugins = plugins
        self._configuration = configuration
        self._described: dict[str, Any] = {}
        self._owners = {_top(point.module): distribution_of(point) for point in (*points, *plugins.points)}

    def load_installed(self) -> None:
        """Take the layers of every entry point, and all that the project has registered."""
        for point in (*self._points, *self._plugins.points):
            self._load_point(point)
        for entry in self._registry:
            self._select(entry)

    def load_sources(self, texts: Sequence[str]) -> None:
        """Take what is named, and what the project has registered outside of the named packages.

        What a file says of the layers that are named holds for them.
        """
        tables = [table for table in self._configuration.tables if _is_covered(table.source, texts)]
        for source, mistake in self._configuration.mistakes:
            if _is_covered(source, texts):
                self.broken.append(LoadError("table", source, "", str(mistake)))
        for table in tables:
            if not is_of_module(table):
                self._load_layer(table)
        told = {source for source in self._configuration.sources if ":" in source}
        told |= {source for source, _ in self._configuration.mistakes}
        told |= {
            one for table in tables if not is_of_module(table) for one in (table.source, table.place.source)
        }
        modules = {table.source: table for table in tables if is_of_module(table)}
        for text in texts:
            if text not in told and text not in modules:
                self._load_source(text)
        for table in modules.values():
            self._load_module(table)
        packages = {_top(text.partition(":")[0]) for text in texts}
        for entry in self._registry:
            home = home_of(entry)
            is_named_elsewhere = _top(home) in packages and home.rpartition(".")[2] != "conftest"
            if self._owner(entry) is None and not is_named_elsewhere:
                self._select(entry)

    def _load_layer(self, table: LayerTable) -> None:
        try:
            entry, target = describe_layer(table, self._registry)
            self._described[table.source] = target
            self._select(entry)
            self.tables[entry.name] = table
        except BaseException as error:  # a module may call sys.exit or pytest.skip while it is imported
            self._refuse(table, error)

    def _load_module(self, table: LayerTable) -> None:
        try:
            found = describe_module(table, self._registry, self._owner, self._described.values())
            self._take(found)
            for entry in found.entries:
                self.tables[entry.name] = table
        except NothingFound as error:
            self.empty.append(LoadError("table", table.source, "", f"{table.place}: {error}"))
        except BaseException as error:
            self._refuse(table, error)

    def _refuse(self, table: LayerTable, error: BaseException) -> None:
        if isinstance(error, KeyboardInterrupt | GeneratorExit):
            raise error
        text = one_line(error)
        if not isinstance(error, Mistake):
            text = f"{table.place}: {text}{alias_hint(error, self._configuration.group)}"
        self.broken.append(LoadError("table", table.source, "", text))

    def _load_source(self, text: str) -> None:
        """Take what one source names."""
        try:
            source = Source.parse(text)
            points = [] if source.name else self._points_within(source.module)
            for point in points:
                self._load_point(point)
            found = find_layers(source, self._registry, self._owner, offers_unregistered=not points)
            self._take(found)
            if found.left_out and not found.entries and not self._describes_part_of(source.module):
                what = f"none of its {len(found.left_out)} layers can be judged as it is"
                if len(found.left_out) == 1:
                    what = "its only layer cannot be judged as it is"
                reasons = "; ".join(left.reason for left in found.left_out[:3])
                self.empty.append(LoadError("source", text, "", f"{what}: {reasons}"))
        except NothingFound as error:
            self.empty.append(LoadError("source", text, "", one_line(error)))
        except Unusable as error:
            stub = "" if inspect.isabstract(error.target) else self._stub(text, error.target)
            self.broken.append(LoadError("source", text, "", one_line(error), stub))
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # a module may call sys.exit or pytest.skip while it is imported
            hint = alias_hint(error, self._configuration.group)
            self.broken.append(LoadError("source", text, "", one_line(error) + hint))

    def _describes_part_of(self, module: str) -> bool:
        return any(is_within(source.partition(":")[0], module) for source in self._described)

    def _points_within(self, module: str) -> list[metadata.EntryPoint]:
        points = (*self._points, *self._plugins.points)
        return [point for point in points if is_within(point.module, module)]

    def _load_point(self, point: metadata.EntryPoint) -> None:
        with reporting(point, self.broken), loading_from(distribution_of(point) or None):
            if point in self._plugins.points:
                scratch = Registry()
                self._plugins.register_layers(point, scratch)
                self._take(Found(tuple(scratch)))
            else:
                self._take(self._layers_of(point))

    def _layers_of(self, point: metadata.EntryPoint) -> Found:
        target = point.load()
        if inspect.isclass(target):
            registered = tuple(entry for entry in self._registry if entry.target is target)
            return Found(registered or (derived_entry(target),))
        if isinstance(target, ModuleType):
            entries = tuple(
                entry
                for entry in self._registry
                if _top(home_of(entry)) == _top(point.module) or self._owner(entry) == distribution_of(point)
            )
            return Found(entries) if entries else offer_classes(target)
        if not callable(target):
            raise RegistrationError(
                f"{point.value} is a {type(target).__name__}; expected a module, a layer's class, or a "
                "function that takes the registry"
            )
        scratch = Registry()
        target(scratch)
        entries = tuple(scratch)
        if not entries:
            raise NothingFound(f"{point.value} registered no layer in the registry that it was handed")
        return Found(entries)

    def _take(self, found: Found) -> None:
        described = list(self._described.values())
        for entry in found.entries:
            origin = getattr(entry.target, "origin", entry.target)
            if not any(origin is target for target in described):
                self._select(entry)
        for left in found.left_out:
            if not any(left.target is target for target in described):
                stub = "" if inspect.isabstract(left.target) else self._stub(left.source, left.target)
                self.left_out.append((left.reason, stub))

    def _stub(self, source: str, target: Any) -> str:
        return stub_of(source, target, self._configuration.group)

    def _select(self, entry: Entry) -> None:
        entry = replace(entry, distribution=self._owner(entry))
        if entry.name in self.selected:
            taken = self.selected.get(entry.name)
            if taken.target is entry.target and home_of(taken) == home_of(entry):
                return
            if entry.name.endswith(".v0"):
                entry = replace(entry, name=f"{home_of(entry).lower()}.{entry.name}")
        try:
            self.selected.add(entry)
        except RegistrationError as error:
            self.broken.append(LoadError("source", home_of(entry), entry.distribution or "", one_line(error)))

    def _owner(self, entry: Entry) -> str | None:
        return self._owners.get(_top(home_of(entry)), entry.distribution)


def _is_covered(source: str, texts: Sequence[str]) -> bool:
    """Whether a table's layer or module is among what is named."""
    module = source.partition(":")[0]
    return any(text == source or (":" not in text and is_within(module, text)) for text in texts)


def _top(module: str) -> str:
    return module.partition(".")[0]
