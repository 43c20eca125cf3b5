"""Loads the plugins of the entry-point group `ethan.plugins`, each on its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from importlib import metadata
from typing import Any

import pluggy

from ethan_check.checks.base import Check
from ethan_check.loading import hookspecs
from ethan_check.loading.entry_points import distribution_of, errors_recorded
from ethan_check.loading.load_error import LoadError
from ethan_check.loading.plugin_check import PluginCheck
from ethan_check.loading.plugin_validation import require_adapters, require_checks, require_plugin
from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.diagnosers import Diagnoser
from ethan_check.subject.subject import Subject
from ethan_check.subject.translation import Translator
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.registry import Registry

__all__ = ["PluginLoader", "plugin_name"]

_OWN_DISTRIBUTION = "ethan-check"


class PluginLoader:
    """The plugins that could be loaded, what they bring, and what could not be loaded.

    >>> loader = PluginLoader([metadata.EntryPoint("mine", "no_such_module", "ethan.plugins")], (), ())
    >>> loader.checks, loader.errors[0].message
    ([], "ModuleNotFoundError: No module named 'no_such_module'")
    """

    def __init__(
        self, points: Sequence[metadata.EntryPoint], checks: Iterable[Check], conventions: Iterable[str]
    ) -> None:
        self.manager = pluggy.PluginManager(hookspecs.PROJECT)
        self.manager.add_hookspecs(hookspecs)
        self.points: list[metadata.EntryPoint] = []
        self.checks: list[Check] = []
        self.adapters: list[Adapter] = []
        self.translators: dict[str, Translator] = {}
        self.diagnosers: dict[str, Diagnoser] = {}
        self.errors: list[LoadError] = []
        self._check_owners = {check.name: _OWN_DISTRIBUTION for check in checks}
        self._adapter_owners = dict.fromkeys(conventions, _OWN_DISTRIBUTION)
        for point in points:
            with errors_recorded(point, self.errors):
                self._load(point)

    def register_layers(self, point: metadata.EntryPoint, registry: Registry) -> None:
        """Let the plugin of one entry point register its layers.

        Raises:
            Exception: whatever the plugin raises.
        """
        self._call_hook(
            self.manager.get_plugin(plugin_name(point)), "ethan_register_layers", registry=registry
        )

    def _load(self, point: metadata.EntryPoint) -> None:
        plugin, name = point.load(), plugin_name(point)
        require_plugin(plugin, name)
        self.manager.register(plugin, name)
        try:
            checks = require_checks(self._call_hook(plugin, "ethan_checks"), name, self._check_owners)
            adapters = require_adapters(self._call_hook(plugin, "ethan_adapters"), name, self._adapter_owners)
        except BaseException:
            self.manager.unregister(plugin)
            raise
        self.points.append(point)
        owner = distribution_of(point) or point.name
        self.checks += [PluginCheck.of(check, owner) for check in checks]
        self.adapters += adapters
        implemented = {caller.name for caller in self.manager.get_hookcallers(plugin) or ()}
        if "ethan_translate" in implemented:
            self.translators[name] = partial(self._translate, plugin)
        if "ethan_diagnose" in implemented:
            self.diagnosers[owner] = partial(self._diagnose, plugin)
        self._check_owners.update((check.name, name) for check in checks)
        self._adapter_owners.update((adapter.name, name) for adapter in adapters)

    def _translate(self, plugin: Any, thing: Any, inputs: tuple[Any, ...] | None) -> Any:
        return self._call_hook(plugin, "ethan_translate", thing=thing, inputs=inputs)

    def _diagnose(self, plugin: Any, difference: WrongGradient, subject: Subject) -> Any:
        return self._call_hook(plugin, "ethan_diagnose", difference=difference, subject=subject)

    def _call_hook(self, plugin: Any, hook: str, **arguments: Any) -> Any:
        """Call one hook of one plugin, so that its failure is its own."""
        others = [other for other in self.manager.get_plugins() if other is not plugin]
        answers = self.manager.subset_hook_caller(hook, others)(**arguments)
        return answers[0] if answers else None


def plugin_name(point: metadata.EntryPoint) -> str:
    """The name under which a plugin is known: its distribution's and its entry point's.

    >>> plugin_name(metadata.EntryPoint("mine", "package.plugin", "ethan.plugins"))
    'mine'
    """
    return f"{distribution_of(point)}:{point.name}".lstrip(":")
