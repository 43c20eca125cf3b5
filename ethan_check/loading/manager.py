"""Gathers everything that is installed or named: layers, checks, adapters and translators.

Each entry point is loaded on its own, in the order of group, name and distribution, and whatever fails
becomes a `LoadError` beside the rest, which still works.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import metadata

from ethan_check.checks import builtin_checks
from ethan_check.checks.base import Check
from ethan_check.loading.entry_points import distribution_of, is_parsable, unparsable
from ethan_check.loading.layer_loader import LayerLoader
from ethan_check.loading.load_error import LoadError
from ethan_check.loading.plugin_loader import PluginLoader
from ethan_check.loading.tables import Configuration, LayerTable
from ethan_check.subject.conventions import convention_names
from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.diagnosers import Diagnoser
from ethan_check.subject.translation import NO_TRANSLATORS, Translators
from ethan_core.registry import Registry, default_registry

__all__ = ["LoadError", "Loaded", "load", "load_plugins"]

LAYERS, PLUGINS = "ethan.layers", "ethan.plugins"


@dataclass(frozen=True)
class Loaded:
    """What is there to check, and what to check it with.

    Args:
        registry: the layers that are selected; a registry of its own.
        checks: Ethan's and the plugins', sorted by name.
        adapters: the plugins'; the engine asks them before those that Ethan brings.
        translators: the plugins that make layers of the things of other frameworks.
        diagnosers: what plugins have to say of wrong gradients, by their distributions.
        broken: what could not be loaded.
        empty: sources that were named and hold no layer.
        bases: why classes that look like layers are only there to be inherited from.
        left_out: what a configuration file leaves out, `module:Name` or `module`.
        tables: by layer, what a configuration file says of it.
        configuration: what was read from the file.
    """

    registry: Registry
    checks: tuple[Check, ...]
    adapters: tuple[Adapter, ...]
    translators: Translators = NO_TRANSLATORS
    diagnosers: Mapping[str, Diagnoser] = field(default_factory=dict)
    broken: tuple[LoadError, ...] = ()
    empty: tuple[LoadError, ...] = ()
    bases: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    tables: Mapping[str, LayerTable] = field(default_factory=dict)
    configuration: Configuration = field(default_factory=Configuration)


def load(
    named: Iterable[str] = (),
    *,
    configured: Iterable[str] = (),
    registry: Registry = default_registry,
    entry_points: Iterable[metadata.EntryPoint] | None = None,
    configuration: Configuration | None = None,
) -> Loaded:
    """Load plugins and layers.

    Args:
        named: `module`, `module:Name`, or `:name` for a layer by its registered name. They are judged, and
            nothing else.
        configured: what is judged where nothing is named, beside the layers that installed distributions
            bring and those that the project registers. Where a part of a package is configured, the rest of
            it is left out. Ethan's own reference layers have to be asked for.
        registry: where modules register when they are imported.
        entry_points: instead of the installed ones.
        configuration: how layers that are named are made, and what they promise.

    >>> loaded = load(["ethan_core.fn:Relu"], entry_points=())
    >>> loaded.registry.names(), loaded.broken
    (('relu.v1',), ())
    """
    points, broken = _usable(entry_points)
    plugins = _plugins(points)
    configuration = configuration or Configuration()
    layers = LayerLoader(
        registry, [point for point in points if point.group == LAYERS], plugins, configuration
    )
    layers.load(tuple(dict.fromkeys(named)), tuple(dict.fromkeys(configured)))
    selection = layers.selection
    return Loaded(
        registry=selection.registry,
        checks=_all_checks(plugins),
        adapters=tuple(plugins.adapters),
        translators=_translators(plugins),
        diagnosers=plugins.diagnosers,
        broken=tuple(sorted(broken + plugins.errors + selection.errors)),
        empty=tuple(sorted(layers.empty)),
        bases=tuple(sorted(selection.bases.values())),
        left_out=tuple(selection.left_out),
        tables=selection.tables,
        configuration=configuration,
    )


def load_plugins(entry_points: Iterable[metadata.EntryPoint] | None = None) -> Loaded:
    """Load what plugins bring beside layers; the registry stays empty.

    >>> "gradient" in [check.name for check in load_plugins(()).checks]
    True
    """
    points, broken = _usable(entry_points)
    plugins = _plugins(points)
    return Loaded(
        registry=Registry(),
        checks=_all_checks(plugins),
        adapters=tuple(plugins.adapters),
        translators=_translators(plugins),
        diagnosers=plugins.diagnosers,
        broken=tuple(sorted(broken + plugins.errors)),
    )


def _plugins(points: list[metadata.EntryPoint]) -> PluginLoader:
    return PluginLoader(
        [point for point in points if point.group == PLUGINS], builtin_checks(), convention_names()
    )


def _translators(plugins: PluginLoader) -> Translators:
    return Translators(plugins.translators, tuple(str(error) for error in sorted(plugins.errors)))


def _all_checks(plugins: PluginLoader) -> tuple[Check, ...]:
    return tuple(sorted((*builtin_checks(), *plugins.checks), key=lambda check: check.name))


def _installed() -> Iterable[metadata.EntryPoint]:
    for group in (LAYERS, PLUGINS):
        yield from metadata.entry_points(group=group)


def _usable(
    entry_points: Iterable[metadata.EntryPoint] | None,
) -> tuple[list[metadata.EntryPoint], list[LoadError]]:
    """The entry points that name something, sorted, and what is said of the others."""
    points = _sorted(_installed() if entry_points is None else entry_points)
    usable = [point for point in points if is_parsable(point)]
    return usable, [unparsable(point) for point in points if not is_parsable(point)]


def _sorted(points: Iterable[metadata.EntryPoint]) -> list[metadata.EntryPoint]:
    return sorted(
        points,
        key=lambda point: (point.group, point.name, distribution_of(point), point.value),
    )
