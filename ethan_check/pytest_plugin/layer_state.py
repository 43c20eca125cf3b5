"""One layer of a run: what its checks share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ethan_check.pytest_plugin.layer_answers import NotMeasured, measured_here
from ethan_check.pytest_plugin.options import Settings
from ethan_check.pytest_plugin.recent_runs import RecentRuns

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

_CONVENTION = re.compile(r"convention = \"([\w-]+)\"")


@dataclass
class LayerState:
    """A layer, and whether it can be judged at all.

    Args:
        reporting_item: the check whose item says why the layer cannot be judged, so that it is said once.
        introduced_by: the check whose item says how the layer is read and run again, so that it is said once.
        to_come: the names of the checks whose items were selected.
        ran: those that have been asked.
        excused: whether some failure was expected, and came.
        told: what items have failed with so far, each with the check that said it first.
        runs: those of the layers that were asked last.
        processes: those of the layers, where each has one of its own.
        changes: what the layer has changed in its process before any check.
        listener: who is told how far a run is; None for nobody.
    """

    entry: Entry
    loaded: Loaded
    settings: Settings
    reporting_item: str = ""
    introduced_by: str = ""
    to_come: list[str] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)
    excused: bool = False
    told: dict[str, str] = field(default_factory=dict)
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
            text = self.obstacle_here()
            self.changes = sorted(self.run.changes)
            return text
        answer = self.processes.of(self).ask("obstacle")
        self.changes = answer["changes"]
        return str(answer["text"])

    def obstacle_here(self) -> str:
        """The same, asked in this process."""
        from ethan_check.engine.preflight import obstacle
        from ethan_check.pytest_plugin.obstacle_text import obstacle_text

        found = obstacle(self.run)
        if found is None:
            return ""
        several = len(self.entry.cases) > 1
        file = self.loaded.configuration.file if self.lacks_a_table else ""
        return self.spelt(
            f"{self.entry.name}: {obstacle_text(found, self.table, several=several, file=file)}"
        )

    def report(
        self, checks: tuple[str, ...], *, explain: bool = False, without: frozenset[str] = frozenset()
    ) -> Report:
        """The findings of some checks; arguments as of `EntryRun.report`.

        Raises:
            LayerStopped: its own process has ended, or its time was over.
        """
        if self.processes is None:
            return self.run.report(checks, explain=explain, without=without)
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

    @cached_property
    def template(self) -> str:
        """The table that a layer without one needs; empty for a layer that was registered or has a table."""
        from ethan_check.loading.tables import template_of

        if not self.lacks_a_table:
            return ""
        return template_of(
            f"{self.origin.__module__}:{self.origin.__name__}",
            self.origin,
            self.loaded.configuration.group,
            is_made=self.origin is not self.entry.target,  # a function that is a layer itself
            conventions=list(dict.fromkeys(_CONVENTION.findall(self.obstacle))),
        )

    def spelt(self, text: str) -> str:
        """A message, with its advice as tables spell it where the layer is not registered in Python."""
        from ethan_check.loading.tables.python_hints import as_table_keys

        is_of_tables = self.table is not None or self.entry.name.endswith(".v0")
        return as_table_keys(text) if is_of_tables else text

    def introduces(self, check: str) -> bool:
        """Whether a check's item is the one that says how the layer is read and run again."""
        self.introduced_by = self.introduced_by or check
        return self.introduced_by == check

    def fails_nowhere(self, check: str, is_excused: bool) -> bool:
        """Whether all checks of the layer were asked, this one last, and none failed as expected."""
        self.excused = self.excused or is_excused
        self.ran.add(check)
        own = self.table.checks if self.table else ()
        all_checks = set(own or (one.name for one in self.loaded.checks))
        return not self.excused and all_checks <= set(self.to_come) <= self.ran

    def told_by(self, check: str, report: Report, text: str) -> str:
        """The check whose item says what another one fails with: word for word, or as the cause of both.

        A failure that is expected of the one is expected of the other, too.
        """
        from ethan_check.engine.expected_failures import ANY
        from ethan_check.engine.same_cause import CAUSES, repeats

        for known in self.entry.expected_failures:
            if text not in self.told and known not in (ANY, check) and ":" not in known:
                expected = self.report((known,))
                if expected.failures and expected.message == text:
                    self.told[text] = known
        first = self.told.setdefault(text, check)
        cause = CAUSES.get(check)
        if cause is not None and first == check and cause in self.to_come:
            of_cause = self.report((cause,)).findings
            if all(repeats(failure, of_cause) for failure in report.failures):
                return cause
        return first

    @property
    def lacks_a_table(self) -> bool:
        """Whether a table could say more: the layer is not registered, and has none."""
        is_derived = self.entry.name.endswith(".v0")
        return self.table is None and is_derived and bool(getattr(self.origin, "__name__", ""))
