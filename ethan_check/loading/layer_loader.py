"""Loads layers: those of entry points, those that are named, those that a configuration file describes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import metadata

from ethan_check.loading.entry_points import distribution_of, errors_recorded, layers_of_entry_point
from ethan_check.loading.found_layers import (
    FoundLayers,
    NothingFound,
    Unusable,
    home_of,
    is_within,
    top_package,
)
from ethan_check.loading.load_error import LoadError, one_line
from ethan_check.loading.module_sources import Source, find_layers
from ethan_check.loading.plugin_loader import PluginLoader
from ethan_check.loading.selection import Selection
from ethan_check.loading.table_loading import entry_of_table, layers_of_module_table, names_a_module
from ethan_check.loading.tables import ConfigError, Configuration, LayerTable
from ethan_check.loading.tables.aliases import alias_hint
from ethan_core.registry import Registry, loading_from

__all__ = ["LayerLoader"]

_MAX_REASONS = 3  # a message is one line; the section at the end of the run lists all of them


class LayerLoader:
    """Fills a selection.

    Args:
        registry: where modules register when they are imported.
        points: the entry points of layers.
        plugins: may register layers, too.
        configuration: what a file says of layers.

    Attributes:
        selection: what has been selected so far.
        empty: sources that were named and hold no layer.
    """

    def __init__(
        self,
        registry: Registry,
        points: Sequence[metadata.EntryPoint],
        plugins: PluginLoader,
        configuration: Configuration,
    ) -> None:
        self._registry = registry
        self._points = (*points, *plugins.points)
        self._plugins = plugins
        self._configuration = configuration
        owners = {top_package(point.module): distribution_of(point) for point in self._points}
        self.selection = Selection(owners, configuration.group)
        self.empty: list[LoadError] = []

    def load_installed(self) -> None:
        """Take the layers of every entry point, and all that the project has registered."""
        for point in self._points:
            self._load_entry_point(point)
        for entry in self._registry:
            self.selection.add(entry)

    def load_sources(self, texts: Sequence[str]) -> None:
        """Take what is named, and what the project has registered outside of the named packages.

        What a file says of the layers that are named holds for them.
        """
        tables = [table for table in self._configuration.tables if _is_covered(table.source, texts)]
        layer_tables = [table for table in tables if not names_a_module(table)]
        module_tables = [table for table in tables if names_a_module(table)]
        for source, error in self._configuration.errors:
            if _is_covered(source, texts):
                self._add_error("table", source, str(error))
        for table in layer_tables:
            self._load_layer_table(table)
        loaded = {table.source for table in tables} | {table.location.source for table in layer_tables}
        loaded |= set(self._sources_of_layers())
        for text in texts:
            if text not in loaded:
                self._load_source(text)
        for table in module_tables:
            self._load_module_table(table)
        packages = {top_package(text.partition(":")[0]) for text in texts}
        for entry in self._registry:
            home = home_of(entry)
            is_named = top_package(home) in packages and home.rpartition(".")[2] != "conftest"
            if self.selection.owner(entry) is None and not is_named:
                self.selection.add(entry)

    def _sources_of_layers(self) -> Iterator[str]:
        """The sources that tables of layers, or wrong tables, have taken care of."""
        yield from (source for source in self._configuration.sources if ":" in source)
        yield from (source for source, _ in self._configuration.errors)

    def _load_layer_table(self, table: LayerTable) -> None:
        try:
            entry, target = entry_of_table(table, self._registry)
            self.selection.described[table.source] = target
            self.selection.add(entry, table)
        except BaseException as error:  # a module may call sys.exit or pytest.skip while it is imported
            self._add_table_error(table, error)

    def _load_module_table(self, table: LayerTable) -> None:
        try:
            described = self.selection.described.values()
            found = layers_of_module_table(table, self._registry, self.selection.owner, described)
            self.selection.add_found(found, table)
        except NothingFound as error:
            self.empty.append(LoadError("table", table.source, "", f"{table.location}: {error}"))
        except BaseException as error:  # as above
            self._add_table_error(table, error)

    def _load_source(self, text: str) -> None:
        try:
            source = Source.parse(text)
            points = [] if source.name else self._entry_points_within(source.module)
            for point in points:
                self._load_entry_point(point)
            owner = self.selection.owner
            found = find_layers(source, self._registry, owner, offers_unregistered=not points)
            self.selection.add_found(found)
            if found.skipped and not found.entries and not self._describes_part_of(source.module):
                self.empty.append(LoadError("source", text, "", _all_skipped(found)))
        except NothingFound as error:
            self.empty.append(LoadError("source", text, "", one_line(error)))
        except Unusable as error:
            self._add_error("source", text, one_line(error), self.selection.template(text, error.target))
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # as above
            hint = alias_hint(error, self._configuration.group)
            self._add_error("source", text, one_line(error) + hint)

    def _load_entry_point(self, point: metadata.EntryPoint) -> None:
        with errors_recorded(point, self.selection.errors), loading_from(distribution_of(point) or None):
            if point in self._plugins.points:
                scratch = Registry()
                self._plugins.register_layers(point, scratch)
                found = FoundLayers(tuple(scratch))
            else:
                found = layers_of_entry_point(point, self._registry, self.selection.owner)
            self.selection.add_found(found)

    def _entry_points_within(self, module: str) -> list[metadata.EntryPoint]:
        return [point for point in self._points if is_within(point.module, module)]

    def _describes_part_of(self, module: str) -> bool:
        return any(is_within(source.partition(":")[0], module) for source in self.selection.described)

    def _add_table_error(self, table: LayerTable, error: BaseException) -> None:
        if isinstance(error, KeyboardInterrupt | GeneratorExit):
            raise error
        text = one_line(error)
        if not isinstance(error, ConfigError):
            text = f"{table.location}: {text}{alias_hint(error, self._configuration.group)}"
        self._add_error("table", table.source, text)

    def _add_error(self, kind: str, source: str, message: str, template: str = "") -> None:
        self.selection.errors.append(LoadError(kind, source, "", message, template))


def _is_covered(source: str, texts: Sequence[str]) -> bool:
    """Whether a table's layer or module is among what is named.

    >>> _is_covered("nn.layers:Conv", ["nn"]), _is_covered("nn.layers:Conv", ["nn.layers:Pool"])
    (True, False)
    """
    module = source.partition(":")[0]
    return any(text == source or (":" not in text and is_within(module, text)) for text in texts)


def _all_skipped(found: FoundLayers) -> str:
    what = f"none of its {len(found.skipped)} layers can be judged as it is"
    if len(found.skipped) == 1:
        what = "its only layer cannot be judged as it is"
    return f"{what}: {'; '.join(skipped.reason for skipped in found.skipped[:_MAX_REASONS])}"
