"""The layers that a run checks, collected one source after the other."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ethan_check.loading.found_layers import FoundLayers, home_of, origin_of, top_package
from ethan_check.loading.load_error import LoadError, one_line
from ethan_check.loading.tables import LayerTable, template_of
from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry, Registry

__all__ = ["Selection"]


class Selection:
    """Layers under names of their own, classes that are skipped, and errors.

    Args:
        owners: the distribution of each top-level package that has entry points.
        group: what tables of layers stand in, for the templates of those that are skipped.

    Attributes:
        registry: the layers that are checked.
        errors: what could not be loaded.
        skipped: for each class that is skipped the reason, and a template of the table that it needs.
        tables: by layer, what a configuration file says of it.
        described: by source, the classes and functions that have tables of their own.

    >>> selection = Selection({}, "tool.ethan.layers")
    >>> selection.add(Entry("mine.v1", dict))
    >>> selection.registry.names()
    ('mine.v1',)
    """

    def __init__(self, owners: Mapping[str, str], group: str) -> None:
        self.registry = Registry()
        self.errors: list[LoadError] = []
        self.skipped: list[tuple[str, str]] = []
        self.tables: dict[str, LayerTable] = {}
        self.described: dict[str, Any] = {}
        self._owners = owners
        self._group = group

    def owner(self, entry: Entry) -> str | None:
        """The distribution that an entry belongs to; None for the project's own."""
        return self._owners.get(top_package(home_of(entry)), entry.distribution)

    def add(self, entry: Entry, table: LayerTable | None = None) -> None:
        """Check a layer, too; one that is selected already stays as it is.

        A derived name that is taken gets its module in front. Any other name that is taken is an error.
        """
        entry = replace(entry, distribution=self.owner(entry))
        if entry.name in self.registry:
            selected = self.registry.get(entry.name)
            if selected.target is entry.target and home_of(selected) == home_of(entry):
                return
            if entry.name.endswith(".v0"):
                entry = replace(entry, name=f"{home_of(entry).lower()}.{entry.name}")
        try:
            self.registry.add(entry)
        except RegistrationError as error:
            self.errors.append(LoadError("source", home_of(entry), entry.distribution or "", one_line(error)))
            return
        if table is not None:
            self.tables[entry.name] = table

    def add_found(self, found: FoundLayers, table: LayerTable | None = None) -> None:
        """Add the layers of a source, except for those that have tables of their own."""
        for entry in found.entries:
            if not self._is_described(origin_of(entry)):
                self.add(entry, table)
        for skipped in found.skipped:
            if not self._is_described(skipped.target):
                self.skipped.append((skipped.reason, self.template(skipped.source, skipped.target)))

    def template(self, source: str, target: Any) -> str:
        """The table that a class needs; empty for an abstract one, which no table could help."""
        return "" if inspect.isabstract(target) else template_of(source, target, self._group)

    def _is_described(self, target: Any) -> bool:
        return any(target is described for described in self.described.values())
