"""The item that holds a layer to its baseline."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from ethan_check.pytest_plugin.baseline_records import check_entry_of
from ethan_check.pytest_plugin.baseline_settings import BaselineSettings
from ethan_check.pytest_plugin.check_task import CheckTask
from ethan_check.pytest_plugin.item_task import CheckFailure
from ethan_check.pytest_plugin.layer_answers import NotMeasured
from ethan_check.pytest_plugin.layer_task import LayerTask
from ethan_check.pytest_plugin.options import PREFIX

if TYPE_CHECKING:
    from ethan_check.baseline.difference import Difference
    from ethan_check.baseline.entry import LayerEntry

__all__ = ["BaselineTask"]

_GOOD = ("pass", "expected failure", "not applicable", "not asked")


@dataclass(frozen=True)
class BaselineTask(LayerTask):
    """Measures a layer and compares it with what is stored; what is to be written travels with the record.

    Args:
        checks: the layer's other items, whose records say what its checks came to.
    """

    baseline: BaselineSettings
    checks: Mapping[str, CheckTask]
    record: dict[str, Any] = field(default_factory=dict)

    def __call__(self) -> None:
        from ethan_check.baseline.store_error import StoreError

        try:
            stored = self.baseline.store.read(self.entry.name)
        except StoreError as error:
            self._say("damaged")
            raise CheckFailure(str(error)) from None
        now = self._measured(stored)
        if self.baseline.verb in ("new", "update"):
            self._write(stored, now)
        elif stored is None:
            self._require_entry()
        else:
            self._compare(stored, now)

    def _measured(self, stored: LayerEntry | None) -> LayerEntry:
        """What the layer is now, on the cases of its baseline."""
        if self.layer.obstacle:
            self._say("not measured")
            pytest.skip(f"{self.entry.name} cannot be judged, and so not be measured: see its other items")
        seed = self.layer.settings.seed if stored is None else stored.seed
        try:
            now = self.layer.measured(seed)
        except NotMeasured as fault:
            self._say("not measured")
            pytest.skip(f"{self.entry.name} cannot be measured: {fault}".partition("\n")[0])
        # Of checks that have run in another process nothing is known here.
        checks = {name: check_entry_of(task.record, seed) for name, task in self.checks.items()}
        known = {name: entry for name, entry in checks.items() if entry is not None}
        return replace(now, checks=known, project=self.baseline.project)

    def _compare(self, stored: LayerEntry, now: LayerEntry) -> None:
        from ethan_check.baseline.compare import compare
        from ethan_check.baseline.words import as_lines

        comparison = compare(stored, now)
        if comparison.state == "same":
            self._say("same")
            return
        needs_words = comparison.state in ("changed", "less accurate")
        lines = as_lines(comparison, self._gradient() if needs_words else "")
        self._say(comparison.state, lines, comparison.differences)
        failing = [one for one in comparison.differences if one.state in self.baseline.fails]
        if failing:
            self._say(comparison.state, None, comparison.differences)  # The failure says it all.
            lines.append(f"if it is meant: {self._command('update')} --ethan-reason='...'")
            raise CheckFailure("\n".join(lines))

    def _require_entry(self) -> None:
        message = f"{self.entry.name}: no entry; make one: {self._command('new')}"
        if "no entry" in self.baseline.fails:
            self._say("no entry")
            raise CheckFailure(message)
        self._say("no entry", [message])
        pytest.skip(message)

    def _write(self, stored: LayerEntry | None, now: LayerEntry) -> None:
        """Hand over what is to be written, unless a reason is owed."""
        from ethan_check.baseline.compare import compare
        from ethan_check.baseline.merge import changes_a_value
        from ethan_check.baseline.words import as_lines

        verb = self.baseline.verb
        lines: list[str] = []
        state = "new"
        if stored is not None:
            comparison = compare(stored, now, verdicts=True)
            state = comparison.state
            lines = as_lines(comparison, self._gradient()) if state != "same" else []
        changes = verb == "update" and changes_a_value(stored, now)
        adds = stored is None or changes
        if adds and not self.baseline.reason and (changes or not self._passes()):
            why = "a stored value changes" if changes else f"it does not pass (gradient: {self._gradient()})"
            self._say("needs a reason")
            message = f"{self.entry.name}: nothing is written without a reason, as {why}"
            raise CheckFailure("\n".join([f"{message}: {self._command(verb)} --ethan-reason='...'", *lines]))
        self._say(state, lines)
        self.record["baseline"]["entry"] = replace(now, checks={}).to_json()

    def _passes(self) -> bool:
        verdicts = [task.record.get("verdict", "not asked") for task in self.checks.values()]
        return self._gradient() in _GOOD and all(verdict in _GOOD for verdict in verdicts)

    def _gradient(self) -> str:
        """What the gradient check comes to: that of this run, or else of this moment."""
        asked = self.checks["gradient"].record.get("verdict") if "gradient" in self.checks else None
        if asked is not None and asked != "not asked":
            return str(asked)
        report = self.layer.report(("gradient",))
        return report.verdict if report.findings else "not applicable"

    def _say(
        self, state: str, lines: list[str] | None = None, differences: Iterable[Difference] = ()
    ) -> None:
        said = {"layer": self.entry.name, "state": state, "lines": list(lines or ())}
        found = [one.to_json() for one in differences]
        self.record["baseline"] = {**said, "differences": found} if found else said

    @property
    def again(self) -> str:
        """The command that asks the same again."""
        return self._command(self.baseline.verb)

    def _command(self, verb: str) -> str:
        settings = self.layer.settings
        layers = ",".join(settings.sources) if settings.named_by_option else ""
        named = f" --ethan-layers={shlex.quote(layers)}" if layers else ""
        return f'pytest "{PREFIX}{self.entry.name}"{named} --ethan-baseline={verb}'
