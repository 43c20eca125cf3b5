"""What the table of a layer would say, tried on the layer before anybody writes it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ethan_check.engine.entries import EntryRun
from ethan_check.engine.preflight import obstacle
from ethan_check.loading.load_error import one_line
from ethan_check.loading.manager import Loaded
from ethan_check.loading.module_sources import Source, import_source, named_target
from ethan_check.loading.table_loading import entry_of_table
from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.table import read_table
from ethan_check.proposals.constructor_values import constructor_values
from ethan_check.subject.conventions.spelling import METHODS_OF_INPUTS
from ethan_core.registry import default_registry

__all__ = ["Proposal", "propose"]


@dataclass(frozen=True)
class Proposal:
    """A table that a layer lacks.

    Args:
        source: the layer, `module:Name`.
        content: the keys of the table; empty where nothing that was tried lets the layer be judged.
        template: the same table with everything that it could say, as comments.
    """

    source: str
    content: dict[str, Any] = field(default_factory=dict)
    template: str = ""


def propose(source: str, template: str, loaded: Loaded) -> Proposal:
    """Look for a table with which a layer can be judged.

    Args:
        source: the layer, `module:Name`.
        template: of its table.
        loaded: the checks and adapters that judge it, and the file that the table is for.
    """
    for content in _contents(source):
        location = Location(loaded.configuration.file, loaded.configuration.group, source)
        try:
            entry, _ = entry_of_table(read_table(location, content), default_registry)
            run = EntryRun(entry, available=loaded.checks, adapters=loaded.adapters)
            if obstacle(run) is None:
                return Proposal(source, content, template)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # Somebody's constructor may raise anything: then this is not it.
            one_line(error)
    return Proposal(source, {}, template)


def _contents(source: str) -> Iterator[dict[str, Any]]:
    """What a table may say, the shortest first."""
    parsed = Source.parse(source)
    target = named_target(parsed, import_source(parsed.module))
    if not inspect.isclass(target):
        return
    inits = [{"init": values} for values in constructor_values(target)]
    yield from inits
    name = _first_input(target)
    for init in inits:  # Ids below the first size that the layer was given: an embedding.
        size = next((value for value in init["init"].values() if isinstance(value, int)), None)
        if name and size:
            yield {**init, "input": "N T", "integers": {name: size}}


def _first_input(target: type) -> str:
    for method in METHODS_OF_INPUTS:
        function = inspect.getattr_static(target, method, None)
        if inspect.isfunction(function):
            names = list(inspect.signature(function).parameters)
            return names[1] if len(names) > 1 else ""
    return ""
