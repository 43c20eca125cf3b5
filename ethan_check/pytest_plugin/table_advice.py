"""What is said about a layer's table in the configuration file: its keys, and one that is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.pytest_plugin.layer_state import LayerState

__all__ = ["as_its_table_spells", "lacks_a_table", "template_for"]

_CONVENTION = re.compile(r"convention = \"([\w-]+)\"")


def lacks_a_table(layer: LayerState) -> bool:
    """Whether a table could say more: the layer is not registered, and has none."""
    return layer.table is None and _is_derived(layer) and bool(getattr(layer.origin, "__name__", ""))


def template_for(layer: LayerState) -> str:
    """The table that a layer without one needs; empty for a layer that was registered or has a table."""
    from ethan_check.loading.tables import template_of

    if not lacks_a_table(layer):
        return ""
    return template_of(
        f"{layer.origin.__module__}:{layer.origin.__name__}",
        layer.origin,
        layer.loaded.configuration.group,
        is_made=layer.origin is not layer.entry.target,  # a function that is a layer itself
        conventions=list(dict.fromkeys(_CONVENTION.findall(layer.obstacle))),
    )


def as_its_table_spells(layer: LayerState, text: str) -> str:
    """A message, with its advice as tables spell it where the layer is not registered in Python."""
    from ethan_check.loading.tables.python_hints import as_table_keys

    return as_table_keys(text) if layer.table is not None or _is_derived(layer) else text


def _is_derived(layer: LayerState) -> bool:
    """Whether nobody has registered the layer: its name was made from that of its class."""
    return layer.entry.name.endswith(".v0")
