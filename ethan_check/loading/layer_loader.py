"""Which layers are taken: those that are named, or those of the project and of what is installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata

from ethan_check.loading.found_layers import home_of, top_package
from ethan_check.loading.load_error import LoadError
from ethan_check.loading.plugin_loader import PluginLoader
from ethan_check.loading.selection import Selection
from ethan_check.loading.source_loader import SourceLoader, is_covered
from ethan_check.loading.table_loading import names_a_module
from ethan_check.loading.tables import Configuration
from ethan_core.registry import Registry
from ethan_core.suggest import did_you_mean

__all__ = ["LayerLoader"]

_OWN_PACKAGE = "ethan_core"
"""Its reference layers are nobody's work but ours: a run of somebody's project has nothing to say of them."""


class LayerLoader:
    """Fills a selection.

    Args:
        registry: where modules register when they are imported.
        points: the entry points of layers.
        plugins: may register layers, too.
        configuration: what a file says of layers.
    """

    def __init__(
        self,
        registry: Registry,
        points: Sequence[metadata.EntryPoint],
        plugins: PluginLoader,
        configuration: Configuration,
    ) -> None:
        self._given = (registry, points, plugins, configuration)
        self._registry = registry
        self._points = (*points, *plugins.points)
        self._configuration = configuration
        self._sources = SourceLoader(registry, points, plugins, configuration)

    @property
    def selection(self) -> Selection:
        """What has been selected so far."""
        return self._sources.selection

    @property
    def empty(self) -> list[LoadError]:
        """Sources that were named and hold no layer."""
        return self._sources.empty

    def load(self, named: Sequence[str], configured: Sequence[str]) -> None:
        """Take what is named, and nothing else; or what is configured, installed and registered."""
        if not named:
            self._load_project(configured)
            return
        names = [text[1:] for text in named if text.startswith(":")]
        if names:
            self._load_names(names, configured)
        sources = [text for text in named if not text.startswith(":")]
        if sources:
            self._load_sources(sources)

    def _load_project(self, configured: Sequence[str], *, with_reference: bool = False) -> None:
        """Take what is configured, the layers of every entry point, and all that the project has registered.

        Args:
            with_reference: whether that includes Ethan's own, which nobody may have asked for.
        """
        self._sources.leave_out(self._configuration.left_out)
        self._load_sources(configured)
        packages = {top_package(text.partition(":")[0]) for text in configured}
        packages |= set() if with_reference else {_OWN_PACKAGE}
        for point in self._points:
            if top_package(point.module) not in packages:
                self._sources.load_entry_point(point)
        for entry in self._registry:
            home = home_of(entry)
            is_taken = top_package(home) not in packages or home.rpartition(".")[2] == "conftest"
            if is_taken and not self.selection.leaves_out(entry):
                self.selection.add(entry)

    def _load_names(self, names: Sequence[str], configured: Sequence[str]) -> None:
        """Take layers by the names that they have in a run of everything."""
        everything = LayerLoader(*self._given)
        everything._load_project(configured, with_reference=True)
        found = everything.selection
        for name in names:
            if name in found.registry:
                self.selection.add(found.registry.get(name), found.tables.get(name))
            else:
                hint = did_you_mean(name, found.registry.names())
                self._sources.add_error("source", name, f"no layer is called that; {hint}")

    def _load_sources(self, texts: Sequence[str]) -> None:
        """Take what is named; what a file says of it holds."""
        left_out = [source for source in self._configuration.left_out if source not in texts]
        self._sources.leave_out([source for source in left_out if is_covered(source, texts)])
        tables = [table for table in self._configuration.tables if is_covered(table.source, texts)]
        layer_tables = [table for table in tables if not names_a_module(table)]
        module_tables = [table for table in tables if names_a_module(table)]
        for source, error in self._configuration.errors:
            if is_covered(source, texts):
                self._sources.add_error("table", source, str(error))
        for table in layer_tables:
            self._sources.load_layer_table(table)
        loaded = {table.source for table in tables} | {table.location.source for table in layer_tables}
        loaded |= {source for source in self._configuration.sources if ":" in source}
        loaded |= {source for source, _ in self._configuration.errors}
        for text in texts:
            if text not in loaded:
                self._sources.load_source(text)
        for table in module_tables:
            self._sources.load_module_table(table)
