"""One layer of a run: what its checks share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ethan_check.pytest_plugin.options import Settings

if TYPE_CHECKING:
    from ethan_check.engine.preflight import Obstacle
    from ethan_check.loading.manager import Loaded
    from ethan_check.loading.tables import LayerTable
    from ethan_core.registry import Entry

__all__ = ["JudgedLayer"]

_UNSAID = "; give "
_CONVENTION = re.compile(r"convention='([\w-]+)'")


@dataclass
class JudgedLayer:
    """A layer, and whether it can be judged at all.

    Args:
        teller: the check whose item says why the layer cannot be judged, so that it is said once.
        errors: what kept checks from being asked so far, and the check that met it first.
    """

    entry: Entry
    loaded: Loaded
    settings: Settings
    teller: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> LayerTable | None:
        """What the configuration file says of it."""
        return self.loaded.tables.get(self.entry.name)

    @cached_property
    def obstacle(self) -> str:
        """Why it cannot be judged, in one line; empty where it can."""
        from ethan_check.engine.preflight import obstacle

        found = obstacle(self.entry, seed=self.settings.seed, adapters=self.loaded.adapters)
        return "" if found is None else f"{self.entry.name}: {self._told(found)}"

    @cached_property
    def stub(self) -> str:
        """The table that a layer without one needs; empty for a layer that was registered or has a table."""
        from ethan_check.loading.tables import stub_of

        if not self._takes_a_table:
            return ""
        target = getattr(self.entry.target, "origin", self.entry.target)
        name = target.__name__
        is_made = target is not self.entry.target  # a function that is a layer itself
        group = self.loaded.configuration.group
        asked = list(dict.fromkeys(_CONVENTION.findall(self.obstacle)))
        return stub_of(f"{target.__module__}:{name}", target, group, is_made=is_made, conventions=asked)

    @property
    def _takes_a_table(self) -> bool:
        """Whether a table could say more: nobody registered the layer or wrote one."""
        target = getattr(self.entry.target, "origin", self.entry.target)
        nameless = not getattr(target, "__name__", "")
        return self.table is None and self.entry.name.endswith(".v0") and not nameless

    def _told(self, found: Obstacle) -> str:
        text, table = str(found), self.table
        if table is None:
            if _UNSAID in text and self._takes_a_table:
                return f"{text.partition(_UNSAID)[0]}; say it in {self.loaded.configuration.file}"
            return text
        if text.startswith(str(table.place)):
            return text
        if _UNSAID in text:
            return f"{table.place}: {text.partition(_UNSAID)[0]}; say it with the key input"
        if found.case is not None and (table.input or "shapes" in table.lines):
            key, said = ("input", table.input) if table.input else ("shapes", table.lines["shapes"])
            shapes = " and ".join(str(array.shape) for array in found.case.inputs)
            shapes += f" with {found.case.label}" if found.case.label and len(self.entry.cases) > 1 else ""
            hint = f"; it takes {found.fitting!r}" if found.fitting else ""
            return f"{table.place}: {key} is {said!r}, but for {shapes} {text}{hint}"
        return f"{table.place}: {text}"
