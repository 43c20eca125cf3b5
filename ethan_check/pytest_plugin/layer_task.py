"""What items of one layer have in common, whatever they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.pytest_plugin.layer_state import LayerState
    from ethan_core.registry import Entry

__all__ = ["LayerTask"]


@dataclass(frozen=True)
class LayerTask:
    """An item of a layer, which stands where the layer is defined."""

    layer: LayerState

    @property
    def entry(self) -> Entry:
        """The layer, as it is registered."""
        return self.layer.entry

    @property
    def file(self) -> str:
        """Where the layer is defined."""
        return self.entry.source_file

    @property
    def line(self) -> int:
        """The line there, which starts at 1."""
        return self.entry.source_line
