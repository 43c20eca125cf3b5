"""The section "ethan" at the end of a run."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ethan_check.pytest_plugin.accuracy_table import accuracy_table
from ethan_check.pytest_plugin.crash_log import journal_of, share
from ethan_check.pytest_plugin.layer_summary import Standing, in_words
from ethan_check.pytest_plugin.options import PREFIX

__all__ = ["Summary"]

_BROKEN = "broken."


class Summary:
    """Collects the reports of all items, from this process or from workers; lives on the controller."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._layers: dict[str, Standing] = {}
        self._broken: set[str] = set()
        self._left_out: set[tuple[str, str]] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.nodeid.startswith(PREFIX) or (report.passed and report.when != "call"):
            return
        _, name, check = report.nodeid.split("::", 2)
        if name.startswith(_BROKEN):
            self._broken.add(name)
            return
        self._layers.setdefault(name, Standing()).add(check, report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = getattr(node, "workeroutput", {})
        self._left_out.update((reason, stub) for reason, stub in output.get("ethan_left_out", ()))
        if "ethan_problem" in output:
            raise pytest.UsageError(output["ethan_problem"])

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
        journal_of(self._config).stop(layer, reason)
        report.longrepr = f"{layer}: ended the process that ran it\n{report.longrepr}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == pytest.ExitCode.OK and self._unchecked():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        from ethan_check.pytest_plugin.run_state import loaded_so_far

        loaded = loaded_so_far(self._config)
        self._left_out.update(loaded.left_out if loaded is not None else ())
        if not self._layers and not self._broken:
            return
        terminalreporter.ensure_newline()
        terminalreporter.section("ethan")
        if self._config.get_verbosity() >= 0:
            self._write_layers(terminalreporter)
        if self._config.get_verbosity() > 0:
            self._write_accuracy(terminalreporter)
        terminalreporter.write_line(self._totals())
        stubs = [stub for _, stub in sorted(self._left_out) if stub]
        stubs += [layer.stub for _, layer in sorted(self._layers.items()) if layer.stub]
        if stubs and self._config.get_verbosity() >= 0:
            self._write_stubs(terminalreporter, stubs)

    def _write_layers(self, terminalreporter: pytest.TerminalReporter) -> None:
        width = max(map(len, (*self._layers, *self._broken)))
        for name, layer in sorted(self._layers.items()):
            good = layer.is_good
            terminalreporter.write_line(f"{name:<{width}}  {layer}", green=good, red=not good)
            if layer.read_as and self._config.get_verbosity() > 0:
                terminalreporter.write_line(f"{'':<{width}}  read as: {layer.read_as}")
        for name in sorted(self._broken):
            terminalreporter.write_line(f"{name:<{width}}  not loaded", red=True)
        for name in self._unchecked():
            terminalreporter.write_line(f"{name}: no check applied, so nothing was verified", red=True)
        for reason, _ in sorted(self._left_out):
            terminalreporter.write_line(f"left out: {reason}", yellow=True)

    def _write_accuracy(self, terminalreporter: pytest.TerminalReporter) -> None:
        found = {name: layer.accuracy for name, layer in sorted(self._layers.items()) if layer.accuracy}
        if found:
            terminalreporter.write_line("\n" + "\n".join(accuracy_table(found)) + "\n")

    def _write_stubs(self, terminalreporter: pytest.TerminalReporter, stubs: list[str]) -> None:
        from ethan_check.pytest_plugin.run_state import configuration_of

        file = configuration_of(self._config).file
        what = "it" if len(stubs) == 1 else "them"
        terminalreporter.write_line(
            f"\nto have {what} judged, put this into {file} and fill in what is needed:"
        )
        for stub in stubs:
            terminalreporter.write_line(f"\n{stub}")

    def _unchecked(self) -> list[str]:
        """Layers on which nothing was checked although everything was asked, or all if nothing was at all."""
        if all(layer.is_vacuous for layer in self._layers.values()):
            return sorted(self._layers)
        return sorted(
            name for name, layer in self._layers.items() if layer.is_vacuous and layer.verdict == "fail"
        )

    def _totals(self) -> str:
        layers = Counter(layer.verdict for layer in self._layers.values())
        checks = Counter(verdict for layer in self._layers.values() for verdict in layer.verdicts.values())
        return f"{_number(layers, 'layer')}; {_number(checks, 'check')}" + (
            f"; {len(self._broken)} not loaded" if self._broken else ""
        )


def _number(counts: Counter[str], noun: str) -> str:
    count, words = sum(counts.values()), in_words(counts)
    return f"{count} {noun}{'' if count == 1 else 's'}" + (f": {words}" if words else "")
