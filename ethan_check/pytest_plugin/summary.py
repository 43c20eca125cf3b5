"""The section "ethan" at the end of a run."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from ethan_check.pytest_plugin.accuracy_table import accuracy_table
from ethan_check.pytest_plugin.baseline_options import BASELINE
from ethan_check.pytest_plugin.full_run import is_shared_among_machines
from ethan_check.pytest_plugin.items import HOW_IT_WAS_FOUND
from ethan_check.pytest_plugin.layer_summary import LayerSummary, counts_text
from ethan_check.pytest_plugin.options import PREFIX, settings_of
from ethan_check.pytest_plugin.run_state import (
    NOT_JUDGED,
    NOTHING,
    NOTHING_JUDGED,
    USAGE_ERROR,
    configuration_of,
    loaded_layers_or_none,
)

__all__ = ["Summary"]

_BROKEN = "broken."


class Summary:
    """Collects the reports of all items, from this process or from workers; lives on the controller."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._layers: dict[str, LayerSummary] = {}
        self._broken: set[str] = set()
        self._bases: set[str] = set()
        self._left_out: set[str] = set()
        self._nothing = ""
        self._templates: dict[str, str] = {}
        self._traces: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.nodeid.startswith(PREFIX) or (report.passed and report.when != "call"):
            return
        _, name, check = report.nodeid.split("::", 2)
        if BASELINE in (name, check):
            return  # Whether a gradient is what it was is no verdict on it.
        if name.startswith(_BROKEN):
            self._broken.add(name)
            self._templates[name] = vars(report).get("ethan", {}).get("template", "")
            return
        if not report.failed:  # A failure shows its own sections.
            sections = dict(report.sections)
            if HOW_IT_WAS_FOUND in sections:
                self._traces[report.nodeid] = sections[HOW_IT_WAS_FOUND]
        self._layers.setdefault(name, LayerSummary()).add(check, report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = getattr(node, "workeroutput", {})
        bases, left_out = output.get(NOT_JUDGED, ((), ()))
        self._note(bases, left_out, output.get(NOTHING_JUDGED, ""))
        if USAGE_ERROR in output:
            raise pytest.UsageError(output[USAGE_ERROR])

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._note_own()
        if session.exitstatus == pytest.ExitCode.OK and self._nothing:
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
        if session.exitstatus == pytest.ExitCode.OK and self._unverified_layers():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        self._note_own()
        if self._nothing:
            terminalreporter.section("ethan")
            terminalreporter.write_line(self._nothing, red=True)
        if not self._layers and not self._broken:
            return
        terminalreporter.ensure_newline()
        for item, text in sorted(self._traces.items()):
            terminalreporter.section(f"{item}: how the verdict was reached", sep="-")
            terminalreporter.write_line(text)
        terminalreporter.section("ethan")
        if self._config.get_verbosity() >= 0 or self._details:
            self._write_layers(terminalreporter)
        if self._config.get_verbosity() > 0:
            self._write_accuracy(terminalreporter)
        terminalreporter.write_line(self._totals())
        self._write_way_out(terminalreporter)

    def left_out(self) -> tuple[str, ...]:
        """What looks like a layer and was not judged, with the reason."""
        self._note_own()
        by_configuration = (f"{source} is left out by configuration" for source in sorted(self._left_out))
        return (*sorted(self._bases), *by_configuration)

    def _note_own(self) -> None:
        """What this process itself has loaded."""
        loaded = loaded_layers_or_none(self._config)
        if loaded is not None:
            self._note(loaded.bases, loaded.left_out, self._config.stash.get(NOTHING, ""))

    def _note(self, bases: Iterable[str], left_out: Iterable[str], nothing: str) -> None:
        self._bases.update(bases)
        self._left_out.update(left_out)
        self._nothing = self._nothing or nothing

    def _write_layers(self, terminalreporter: pytest.TerminalReporter) -> None:
        width = max(map(len, (*self._layers, *self._broken)))
        for name, layer in sorted(self._layers.items()):
            good = layer.is_good
            terminalreporter.write_line(f"{name:<{width}}  {layer}", green=good, red=not good)
            if layer.cut_short:
                terminalreporter.write_line(f"{'':<{width}}  {layer.cut_short}", yellow=True)
            for line in layer.in_detail() if self._details else ():
                terminalreporter.write_line(f"{'':<{width}}  {line}")
        for name in sorted(self._broken):
            terminalreporter.write_line(f"{name:<{width}}  not loaded", red=True)
        for name in self._unverified_layers():
            terminalreporter.write_line(f"{name}: no check applied, so nothing was verified", red=True)
        for reason in self.left_out() if self._details else ():
            terminalreporter.write_line(f"left out: {reason}", yellow=True)

    @property
    def _details(self) -> bool:
        return self._config.get_verbosity() > 0 or settings_of(self._config).account

    def _write_accuracy(self, terminalreporter: pytest.TerminalReporter) -> None:
        rows = {name: layer.accuracy for name, layer in sorted(self._layers.items()) if layer.accuracy}
        if rows:
            terminalreporter.write_line("\n" + "\n".join(accuracy_table(rows)) + "\n")

    def _write_way_out(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The command that writes what layers lack."""
        templates = [template for template in self._templates.values() if template]
        templates += [layer.template for layer in self._layers.values() if layer.template]
        if templates:
            file, settings = configuration_of(self._config).file, settings_of(self._config)
            what = "the table" if len(templates) == 1 else f"the {len(templates)} tables"
            things = "".join(f" {shlex.quote(one)}" for one in settings.sources if settings.named_by_option)
            terminalreporter.write_line(f"ethan init{things}  writes {what} that they need into {file}")

    def _unverified_layers(self) -> list[str]:
        """Layers on which nothing was checked although everything was asked, or all if nothing was at all,
        less those that somebody else has skipped.

        Of a layer whose items are shared among machines one may have those alone that do not apply.
        """
        layers = self._layers.values()
        none = not is_shared_among_machines(self._config) and all(layer.is_vacuous for layer in layers)
        counted = ("fail", "not applicable") if none else ("fail",)
        return sorted(
            name for name, layer in self._layers.items() if layer.is_vacuous and layer.verdict in counted
        )

    def _totals(self) -> str:
        layers = Counter(layer.verdict for layer in self._layers.values())
        checks = Counter(verdict for layer in self._layers.values() for verdict in layer.verdicts.values())
        hurried = sum(layer.cut_short is not None for layer in self._layers.values())
        unjudged = sum(len(layer.not_judged) for layer in self._layers.values())
        excused = sum(len(names) for layer in self._layers.values() for names in layer.excused.values())
        idle = sum(len(layer.without_effect) for layer in self._layers.values())
        return "; ".join(
            [
                _number(layers, "layer"),
                _number(checks, "check"),
                *([f"{_plural(excused, 'finding', 'findings')} excused"] if excused else []),
                *([f"{_plural(unjudged, 'array', 'arrays')} not judged"] if unjudged else []),
                *([f"{_plural(idle, 'array', 'arrays')} without effect"] if idle else []),
                *([f"cut short by the budget: {_plural(hurried, 'layer', 'layers')}"] if hurried else []),
                *([f"{len(self._broken)} not loaded"] if self._broken else []),
                *([_plural(len(self._bases), "base class", "base classes")] if self._bases else []),
                *([f"{len(self._left_out)} left out by configuration"] if self._left_out else []),
            ]
        )


def _number(counts: Counter[str], noun: str) -> str:
    count, words = sum(counts.values()), counts_text(counts)
    return f"{count} {noun}{'' if count == 1 else 's'}" + (f": {words}" if words else "")


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
