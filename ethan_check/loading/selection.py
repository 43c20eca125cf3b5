"""The layers that a run checks, collected one source after the other."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from ethan_check.loading.found_layers import (
    FoundLayers,
    Skipped,
    home_of,
    is_within,
    origin_of,
    top_package,
)
from ethan_check.loading.load_error import LoadError, one_line
from ethan_check.loading.tables import LayerTable, template_of
from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry, Registry

__all__ = ["Selection"]


class Selection:
    """Layers under names of their own, what is left out of them and why, and errors.

    Args:
        owners: the distribution of each top-level package that has entry points.
        group: what tables of layers stand in, for the templates of those that are skipped.

    Attributes:
        registry: the layers that are checked.
        errors: what could not be loaded.
        bases: for each class that is only there to be inherited from, why that is so.
        left_out: by source, what a configuration file leaves out: classes and functions; None for a module.
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
        self.bases: dict[str, str] = {}
        self.left_out: dict[str, Any] = {}
        self.tables: dict[str, LayerTable] = {}
        self.described: dict[str, Any] = {}
        self._refused: list[Any] = []
        self._owners = owners
        self._group = group

    def owner(self, entry: Entry) -> str | None:
        """The distribution that an entry belongs to; None for the project's own."""
        return self._owners.get(top_package(home_of(entry)), entry.distribution)

    def add(self, entry: Entry, table: LayerTable | None = None) -> None:
        """Check a layer, too; one that is selected already stays as it is.

        A derived name that is taken gets its module in front, and a number behind if that has it as well, as
        `ELU` and `elu` of one file do. Any other name that is taken is an error.
        """
        entry = replace(entry, distribution=self.owner(entry))
        for name in _names(entry):
            if name not in self.registry:
                entry = replace(entry, name=name)
                break
            selected = self.registry.get(name)
            is_same = selected.target is entry.target if table else origin_of(selected) is origin_of(entry)
            if is_same and home_of(selected) == home_of(entry):
                return
        try:
            self.registry.add(entry)
        except RegistrationError as error:
            self.errors.append(LoadError("source", home_of(entry), entry.distribution or "", one_line(error)))
            return
        if table is not None:
            self.tables[entry.name] = table

    def add_found(self, found: FoundLayers, table: LayerTable | None = None) -> None:
        """Add the layers of a source, except for those that have tables of their own or are left out."""
        for entry in found.entries:
            if not self._is_spoken_for(origin_of(entry), home_of(entry)):
                self.add(entry, table)
        for skipped in found.skipped:
            if self._is_spoken_for(skipped.target, str(skipped.target.__module__)):
                continue
            if skipped.is_base:
                self.bases[f"{skipped.target.__module__}:{skipped.target.__name__}"] = skipped.reason
            else:
                self._refuse(skipped)

    def leaves_out(self, entry: Entry) -> bool:
        """Whether a configuration file says that an entry is not to be judged."""
        return self._is_left_out(origin_of(entry), home_of(entry))

    def template(self, source: str, target: Any) -> str:
        """The table that a class needs; empty for an abstract one, which no table could help."""
        return "" if inspect.isabstract(target) else template_of(source, target, self._group)

    def _refuse(self, skipped: Skipped) -> None:
        """Take down once what a class needs that looks like a layer and cannot be made as it stands."""
        if any(skipped.target is known for known in self._refused):
            return
        self._refused.append(skipped.target)
        template = self.template(skipped.source, skipped.target)
        self.errors.append(LoadError("source", skipped.source, "", skipped.reason, template))

    def _is_spoken_for(self, target: Any, module: str) -> bool:
        """Whether a table describes a class or function, or leaves it out."""
        is_described = any(target is known for known in self.described.values())
        return is_described or self._is_left_out(target, module)

    def _is_left_out(self, target: Any, module: str) -> bool:
        return any(
            target is known if ":" in source else is_within(module, source)
            for source, known in self.left_out.items()
        )


def _names(entry: Entry) -> Iterator[str]:
    """The names that an entry may have, the first that is free; of one that somebody chose, that alone."""
    yield entry.name
    name, _, version = entry.name.rpartition(".")
    if version == "v0":
        module = home_of(entry).lower()
        yield f"{module}.{entry.name}"
        yield from (f"{module}.{name}-{number}.{version}" for number in count(2))
