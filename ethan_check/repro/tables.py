"""A layer as a table of a configuration file says, for files that carry their table with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ethan_check.cases.construct import construct
from ethan_check.loading.table_loading import entry_of_table
from ethan_check.loading.tables.error import Location
from ethan_check.loading.tables.table import read_table
from ethan_core.registry import default_registry

__all__ = ["layer_of_table"]


def layer_of_table(source: str, table: Mapping[str, Any], configuration: Mapping[str, Any], seed: int) -> Any:
    """Make the layer that a table describes.

    Args:
        source: `module:Name`.
        table: what stands under that name, as in `[tool.ethan.layers]`.
        configuration: the constructor arguments of one of its configurations.
        seed: of the generators that its constructor is handed.

    Raises:
        ConfigError: the table contradicts the layer.
        LayerFault: the constructor raised.

    >>> layer_of_table("collections:deque", {"init": {"maxlen": 3}}, {"maxlen": 3}, seed=0)
    deque([], maxlen=3)
    """
    read = read_table(Location("this file", "layers", source), dict(table))
    entry, _ = entry_of_table(read, default_registry)
    return construct(entry.target, configuration, seed)
