"""The section "ethan" at the end of a run."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ethan_check.pytest_plugin.accuracy_table import accuracy_table
from ethan_check.pytest_plugin.baseline_options import BASELINE
from ethan_check.pytest_plugin.crash_log import crash_log_of, share
from ethan_check.pytest_plugin.items import HOW_IT_WAS_FOUND
from ethan_check.pytest_plugin.layer_summary import LayerSummary, counts_text
from ethan_check.pytest_plugin.options import PREFIX
from ethan_check.pytest_plugin.run_state import (
    SKIPPED_LAYERS,
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
        self._skipped: set[tuple[str, str]] = set()
        self._traces: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.nodeid.startswith(PREFIX) or (report.passed and report.when != "call"):
            return
        _, name, check = report.nodeid.split("::", 2)
        if BASELINE in (name, check):
            return  # Whether a gradient is what it was is no verdict on it.
        if name.startswith(_BROKEN):
            self._broken.add(name)
            return
        if not report.failed:  # A failure shows its own sections.
            sections = dict(report.sections)
            if HOW_IT_WAS_FOUND in sections:
                self._traces[report.nodeid] = sections[HOW_IT_WAS_FOUND]
        self._layers.setdefault(name, LayerSummary()).add(check, report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = getattr(node, "workeroutput", {})
        self._skipped.update((reason, template) for reason, template in output.get(SKIPPED_LAYERS, ()))
        if USAGE_ERROR in output:
            raise pytest.UsageError(output[USAGE_ERROR])

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        share(self._config, node)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport) -> None:
        """A worker is gone: say what that means, and let nothing else of the layer run."""
        if not crashitem.startswith(PREFIX):
            return
        layer = crashitem.split("::", 2)[1]
        reason = f"{layer} ended its process in {crashitem}; its other checks are not run"
        crash_log_of(self._config).stop(layer, reason)
        report.longrepr = f"{layer}: ended the process that ran it\n{report.longrepr}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == pytest.ExitCode.OK and self._unverified_layers():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        self._note_skipped()
        if not self._layers and not self._broken:
            return
        terminalreporter.ensure_newline()
        for item, text in sorted(self._traces.items()):
            terminalreporter.section(f"{item}: how the verdict was reached", sep="-")
            terminalreporter.write_line(text)
        terminalreporter.section("ethan")
        if self._config.get_verbosity() >= 0:
            self._write_layers(terminalreporter)
        if self._config.get_verbosity() > 0:
            self._write_accuracy(terminalreporter)
        terminalreporter.write_line(self._totals())
        templates = [template for _, template in sorted(self._skipped) if template]
        templates += [layer.template for _, layer in sorted(self._layers.items()) if layer.template]
        if templates and self._config.get_verbosity() >= 0:
            self._write_templates(terminalreporter, templates)

    def left_out(self) -> tuple[str, ...]:
        """Why classes that look like layers were not checked."""
        self._note_skipped()
        return tuple(reason for reason, _ in sorted(self._skipped))

    def _note_skipped(self) -> None:
        loaded = loaded_layers_or_none(self._config)
        self._skipped.update(loaded.skipped if loaded is not None else ())

    def _write_layers(self, terminalreporter: pytest.TerminalReporter) -> None:
        width = max(map(len, (*self._layers, *self._broken)))
        for name, layer in sorted(self._layers.items()):
            good = layer.is_good
            terminalreporter.write_line(f"{name:<{width}}  {layer}", green=good, red=not good)
            if layer.read_as and self._config.get_verbosity() > 0:
                terminalreporter.write_line(f"{'':<{width}}  read as: {layer.read_as}")
            if layer.account and self._config.get_verbosity() > 0:
                told = "; ".join(f"{array} {entry}" for array, entry in layer.account.items())
                terminalreporter.write_line(f"{'':<{width}}  account: {told}")
        for name in sorted(self._broken):
            terminalreporter.write_line(f"{name:<{width}}  not loaded", red=True)
        for name in self._unverified_layers():
            terminalreporter.write_line(f"{name}: no check applied, so nothing was verified", red=True)
        for reason, _ in sorted(self._skipped):
            terminalreporter.write_line(f"left out: {reason}", yellow=True)

    def _write_accuracy(self, terminalreporter: pytest.TerminalReporter) -> None:
        rows = {name: layer.accuracy for name, layer in sorted(self._layers.items()) if layer.accuracy}
        if rows:
            terminalreporter.write_line("\n" + "\n".join(accuracy_table(rows)) + "\n")

    def _write_templates(self, terminalreporter: pytest.TerminalReporter, templates: list[str]) -> None:
        file = configuration_of(self._config).file
        what = "it" if len(templates) == 1 else "them"
        terminalreporter.write_line(
            f"\nto have {what} judged, put this into {file} and fill in what is needed:"
        )
        for template in templates:
            terminalreporter.write_line(f"\n{template}")

    def _unverified_layers(self) -> list[str]:
        """Layers on which nothing was checked although everything was asked, or all if nothing was at all."""
        if all(layer.is_vacuous for layer in self._layers.values()):
            return sorted(self._layers)
        return sorted(
            name for name, layer in self._layers.items() if layer.is_vacuous and layer.verdict == "fail"
        )

    def _totals(self) -> str:
        layers = Counter(layer.verdict for layer in self._layers.values())
        checks = Counter(verdict for layer in self._layers.values() for verdict in layer.verdicts.values())
        unjudged = sum(len(layer.not_judged) for layer in self._layers.values())
        return "; ".join(
            [
                _number(layers, "layer"),
                _number(checks, "check"),
                *([f"{unjudged} array{'' if unjudged == 1 else 's'} not judged"] if unjudged else []),
                *([f"{len(self._broken)} not loaded"] if self._broken else []),
            ]
        )


def _number(counts: Counter[str], noun: str) -> str:
    count, words = sum(counts.values()), counts_text(counts)
    return f"{count} {noun}{'' if count == 1 else 's'}" + (f": {words}" if words else "")
