"""Loads one thing after the other: entry points, what is named, tables. What fails lets the rest load."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from importlib import metadata

from ethan_check.loading.entry_points import distribution_of, errors_recorded, layers_of_entry_point
from ethan_check.loading.found_layers import (
    FoundLayers,
    NothingFound,
    Unusable,
    is_within,
    origin_of,
    top_package,
)
from ethan_check.loading.function_pairs import FunctionPair
from ethan_check.loading.load_error import LoadError, one_line
from ethan_check.loading.module_names import modules_within
from ethan_check.loading.module_sources import (
    Source,
    find_layers,
    import_source,
    named_target,
    registered_target,
)
from ethan_check.loading.plugin_loader import PluginLoader
from ethan_check.loading.selection import Selection
from ethan_check.loading.table_loading import entry_of_table, layers_of_module_table
from ethan_check.loading.tables import ConfigError, Configuration, LayerTable
from ethan_check.loading.tables.aliases import alias_hint
from ethan_check.subject.execution.interruptions import is_from_keyboard
from ethan_core.registry import Registry, loading_from

__all__ = ["SourceLoader", "is_covered"]


class SourceLoader:
    """Fills a selection with what it is told to load.

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

    def load_source(self, text: str) -> None:
        """Take what is named; of a package all modules, but for its tests."""
        found = self._load_part(text)
        if found is None:
            return
        inner = [] if ":" in text or self._entry_points_within(text) else self._modules_within(text)
        found += sum(self._load_part(module) or 0 for module in inner)
        if not found and not self.selection.errors:
            what = "package" if inner else "module"
            message = f"{what} {text!r} registers no layer and defines none"
            self.empty.append(LoadError("source", text, "", message))

    def load_entry_point(self, point: metadata.EntryPoint) -> None:
        """Take the layers of an entry point."""
        with errors_recorded(point, self.selection.errors), loading_from(distribution_of(point) or None):
            if point in self._plugins.points:
                scratch = Registry()
                self._plugins.register_layers(point, scratch)
                found = FoundLayers(tuple(scratch))
            else:
                found = layers_of_entry_point(point, self._registry, self.selection.owner)
            self.selection.add_found(found)

    def load_layer_table(self, table: LayerTable) -> None:
        """Take the layer that a table describes."""
        try:
            entry, target = entry_of_table(table, self._registry)
            self.selection.described[table.source] = target
            self.selection.add(entry, table)
        except BaseException as error:  # a module may call sys.exit or pytest.skip while it is imported
            self._add_table_error(table, error)
            with suppress(Exception):  # What a table is for, however wrong it is, is not told of again.
                source = Source.parse(table.source)
                target = named_target(source, import_source(source.module))
                self.selection.described[table.source] = target

    def load_module_table(self, table: LayerTable) -> None:
        """Take the layers of a module, as a table says."""
        try:
            described = self.selection.described.values()
            found = layers_of_module_table(table, self._registry, self.selection.owner, described)
            self.selection.add_found(found, table)
        except NothingFound as error:
            self.empty.append(LoadError("table", table.source, "", f"{table.location}: {error}"))
        except BaseException as error:  # as above
            self._add_table_error(table, error)

    def leave_out(self, sources: Sequence[str]) -> None:
        """Take down what a configuration file leaves out."""
        for text in sources:
            if ":" not in text:
                self.selection.left_out[text] = None
                continue
            try:
                source = Source.parse(text)
                module = import_source(source.module)
                entry = registered_target(source, getattr(module, source.name, None), self._registry)
                target = named_target(source, module, self._registry) if entry is None else origin_of(entry)
                is_pair = isinstance(target, FunctionPair)
                self.selection.left_out[text] = target.forward if is_pair else target
            except BaseException as error:  # as above
                if is_from_keyboard(error):
                    raise
                where = f'{self._configuration.file}, {self._configuration.group}."{text}" = false'
                self.add_error("table", text, f"{where}: {one_line(error)}")

    def add_error(self, kind: str, source: str, message: str, template: str = "") -> None:
        """Take down what could not be loaded."""
        self.selection.errors.append(LoadError(kind, source, "", message, template))

    def _load_part(self, text: str) -> int | None:
        """Take what one module or a name in it holds; how much that is, None where it cannot be loaded."""
        try:
            source = Source.parse(text)
            points = [] if source.name else self._entry_points_within(source.module)
            for point in points:
                self.load_entry_point(point)
            owner = self.selection.owner
            found = find_layers(source, self._registry, owner, offers_unregistered=not points)
            self.selection.add_found(found)
            return len(points) + len(found.entries) + len(found.skipped)
        except NothingFound:
            return 0
        except Unusable as error:
            self.add_error("source", text, one_line(error), self.selection.template(text, error.target))
        except BaseException as error:  # as above
            if is_from_keyboard(error):
                raise
            self.add_error("source", text, one_line(error) + alias_hint(error, self._configuration.group))
        return None

    def _entry_points_within(self, module: str) -> list[metadata.EntryPoint]:
        return [point for point in self._points if is_within(point.module, module)]

    def _modules_within(self, module: str) -> list[str]:
        """The modules of a package that nobody leaves out."""
        path = getattr(import_source(module), "__path__", ())
        left_out = [source for source in self.selection.left_out if ":" not in source]
        found = modules_within(module, path)
        return [name for name in found if not any(is_within(name, source) for source in left_out)]

    def _add_table_error(self, table: LayerTable, error: BaseException) -> None:
        if is_from_keyboard(error):
            raise error
        text = one_line(error)
        if not isinstance(error, ConfigError):
            text = f"{table.location}: {text}{alias_hint(error, self._configuration.group)}"
        self.add_error("table", table.source, text)


def is_covered(source: str, texts: Sequence[str]) -> bool:
    """Whether a table's layer or module is among what is named.

    >>> is_covered("nn.layers:Conv", ["nn"]), is_covered("nn.layers:Conv", ["nn.layers:Pool"])
    (True, False)
    """
    module = source.partition(":")[0]
    return any(text == source or (":" not in text and is_within(module, text)) for text in texts)
