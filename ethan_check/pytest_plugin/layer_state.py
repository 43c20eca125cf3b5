"""One layer of a run: what its checks share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ethan_check.pytest_plugin.layer_answers import NotMeasured, measured_here, obstacle_here
from ethan_check.pytest_plugin.options import Settings
from ethan_check.pytest_plugin.recent_runs import RecentRuns
from ethan_check.pytest_plugin.said_once import SaidOnce
from ethan_check.pytest_plugin.thrown_away import collect_finalised

if TYPE_CHECKING:
    from ethan_check.baseline.entry import LayerEntry
    from ethan_check.engine.budget import Budget
    from ethan_check.engine.entries import EntryRun
    from ethan_check.engine.pace import Listener
    from ethan_check.loading.manager import Loaded
    from ethan_check.loading.tables import LayerTable
    from ethan_check.pytest_plugin.layer_processes import LayerProcesses
    from ethan_check.result import Report
    from ethan_core.registry import Entry

__all__ = ["LayerState"]


@dataclass
class LayerState:
    """A layer, and whether it can be judged at all.

    Args:
        said: which item says what several would.
        to_come: the names of the checks whose items were selected.
        runs: those of the layers that were asked last.
        processes: those of the layers, where each has one of its own.
        changes: what the layer has changed in its process before any check.
        listener: who is told how far a run is; None for nobody.
    """

    entry: Entry
    loaded: Loaded
    settings: Settings
    said: SaidOnce = field(default_factory=SaidOnce)
    to_come: list[str] = field(default_factory=list)
    runs: RecentRuns[EntryRun] = field(default_factory=RecentRuns)
    processes: LayerProcesses | None = None
    changes: list[str] = field(default_factory=list)
    listener: Listener | None = None

    @property
    def table(self) -> LayerTable | None:
        """What the configuration file says of it."""
        return self.loaded.tables.get(self.entry.name)

    @property
    def origin(self) -> Any:
        """The class or function that stands in its module, without the factory around it."""
        from ethan_check.loading.found_layers import origin_of

        return origin_of(self.entry)

    @property
    def run(self) -> EntryRun:
        """What the layer's items ask in this process: whatever the first of them finds out is known to the
        others.
        """
        from ethan_check.engine.entries import EntryRun

        return self.runs.of(
            self.entry.name,
            lambda: EntryRun(
                self.entry,
                seed=self.settings.seed,
                available=self.loaded.checks,
                adapters=self.loaded.adapters,
                translators=self.loaded.translators,
                certificate=self.settings.certificate,
                budget=self.budget,
                to_come=self.to_come,
            ),
        )

    @cached_property
    def budget(self) -> Budget:
        """Of time: all items of the layer have it together, also where its run had to be made again."""
        from ethan_check.engine.budget import Budget
        from ethan_check.engine.pace import Pace

        stated = self.settings.budget
        pace = Pace(self.entry.name, most=self.loaded.configuration.budget if stated is None else stated)
        if self.listener is not None:
            pace.listener = self.listener
        return Budget(pace)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What reports say of it before anything runs."""
        from ethan_check.pytest_plugin.layer_facts import layer_facts

        return layer_facts(self.entry, self.settings.root)

    @cached_property
    def obstacle(self) -> str:
        """Why it cannot be judged, in one line; empty where it can.

        Raises:
            LayerStopped: its own process has ended, or its time was over.
        """
        if self.processes is None:
            text = obstacle_here(self)
            self.changes = sorted(self.run.changes)
            return text
        answer = self.processes.of(self).ask("obstacle")
        self.changes = answer["changes"]
        return str(answer["text"])

    def report(
        self, checks: tuple[str, ...], *, explain: bool = False, without: frozenset[str] = frozenset()
    ) -> Report:
        """The findings of some checks; arguments as of `EntryRun.report`.

        Raises:
            LayerStopped: its own process has ended, or its time was over.
        """
        if self.processes is None:
            found = self.run.report(checks, explain=explain, without=without)
            collect_finalised(self.entry.target)
            return found
        from ethan_check.isolation.crossing import report_of

        asked = {"checks": checks, "explain": explain, "without": sorted(without)}
        return report_of(self.processes.of(self).ask("report", **asked))

    def measured(self, seed: int) -> LayerEntry:
        """What the layer is now, on the cases of its baseline.

        Raises:
            NotMeasured: it does not run.
            LayerStopped: its own process has ended, or its time was over.
        """
        if self.processes is None:
            return measured_here(self, seed)
        from ethan_check.baseline.schema import entry_of

        answer = self.processes.of(self).ask("measured", seed=seed)
        if "fault" in answer:
            raise NotMeasured(answer["fault"])
        return entry_of(answer["entry"], self.entry.name)
