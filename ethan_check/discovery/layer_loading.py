"""Selects layers: those of entry points, or those that somebody named."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from types import ModuleType

from ethan_check.discovery.broken import Broken, one_line
from ethan_check.discovery.found import Found, NothingFound, home_of, is_within
from ethan_check.discovery.plugin_loading import PluginLoading, distribution_of, reporting
from ethan_check.discovery.sources import Source, find_layers
from ethan_check.discovery.unregistered import derived_entry, offer_classes
from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry, Registry, loading_from

__all__ = ["LayerLoading"]


class LayerLoading:
    """What has been selected so far, and what could not be loaded.

    Args:
        registry: where modules register when they are imported.
        points: the entry points of layers.
        plugins: may register layers too.
    """

    def __init__(
        self, registry: Registry, points: Sequence[metadata.EntryPoint], plugins: PluginLoading
    ) -> None:
        self.selected = Registry()
        self.broken: list[Broken] = []
        self.empty: list[Broken] = []
        self.left_out: list[str] = []
        self._registry = registry
        self._points = points
        self._plugins = plugins
        self._owners = {_top(point.module): distribution_of(point) for point in (*points, *plugins.points)}

    def load_installed(self) -> None:
        """Take the layers of every entry point, and all that the project has registered."""
        for point in (*self._points, *self._plugins.points):
            self._load_point(point)
        for entry in self._registry:
            self._select(entry)

    def load_sources(self, texts: Sequence[str]) -> None:
        """Take what is named, and what the project has registered outside of the named packages."""
        packages = {self._load_source(text) for text in texts}
        for entry in self._registry:
            home = home_of(entry)
            is_named_elsewhere = _top(home) in packages and home.rpartition(".")[2] != "conftest"
            if self._owner(entry) is None and not is_named_elsewhere:
                self._select(entry)

    def _load_source(self, text: str) -> str:
        """Take what one source names; the top-level package that it lies in."""
        package = ""
        try:
            source = Source.parse(text)
            package = _top(source.module)
            points = [] if source.name else self._points_within(source.module)
            for point in points:
                self._load_point(point)
            self._take(find_layers(source, self._registry, self._owner, offers_unregistered=not points))
        except NothingFound as error:
            self.empty.append(Broken("source", text, "", one_line(error)))
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # a module may call sys.exit or pytest.skip while it is imported
            self.broken.append(Broken("source", text, "", one_line(error)))
        return package

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
        for entry in found.entries:
            self._select(entry)
        self.left_out += found.left_out

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
            self.broken.append(Broken("source", home_of(entry), entry.distribution or "", one_line(error)))

    def _owner(self, entry: Entry) -> str | None:
        return self._owners.get(_top(home_of(entry)), entry.distribution)


def _top(module: str) -> str:
    return module.partition(".")[0]
