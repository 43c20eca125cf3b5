"""The processes of the layers of a run, under `--ethan-isolate`: one for each layer, started when it is asked
first.
"""

from __future__ import annotations

import pkgutil
import sys
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ethan_check.isolation.answering import answer_until_closed
from ethan_check.isolation.layer_process import LayerProcess
from ethan_check.isolation.start_method import start_method
from ethan_check.pytest_plugin.isolation_settings import isolation_of
from ethan_check.pytest_plugin.layer_answers import answers_of
from ethan_check.pytest_plugin.recent_runs import RecentRuns
from ethan_check.pytest_plugin.second_run import collect_and_answer

if TYPE_CHECKING:
    from ethan_check.pytest_plugin.layer_state import LayerState

__all__ = ["LayerProcesses"]


class LayerProcesses:
    """Gives each layer its process, and ends those that are not asked any more.

    Args:
        config: of the run; all processes have ended when it is over.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._limit = isolation_of(config).limit
        self._recent: RecentRuns[LayerProcess] = RecentRuns(LayerProcess.close)
        self._is_warm = False
        config.add_cleanup(self._recent.clear)

    def of(self, layer: LayerState) -> LayerProcess:
        """The process of a layer."""
        return self._recent.of(layer.entry.name, lambda: self._made_for(layer))

    def _made_for(self, layer: LayerState) -> LayerProcess:
        method = start_method()
        if method == "fork":
            self._warm_up()
            return LayerProcess(partial(_copy, layer), method, self._limit)
        return LayerProcess(partial(_anew, self._config, layer.entry.name), method, self._limit)

    def _warm_up(self) -> None:
        """Import what a check imports, however late it does, so that not every copy has to: a second."""
        if self._is_warm:
            return
        self._is_warm = True
        from ethan_check import diagnosis
        from ethan_check.engine.entries import EntryRun
        from ethan_core.fn import Relu
        from ethan_core.registry import Entry

        named = (one.name for one in pkgutil.iter_modules(diagnosis.__path__, f"{diagnosis.__name__}."))
        for module in ("ethan_check.cases.strategies", *named):
            import_module(module)
        EntryRun(Entry("relu.v1", Relu)).report(["gradient", "formula"])


def _copy(layer: LayerState, context: Any, connection: Connection, folder: Path) -> Any:
    """A copy of this process, which knows the layer."""
    return context.Process(target=answer_until_closed, args=(connection, answers_of(layer), folder))


def _anew(config: pytest.Config, layer: str, context: Any, connection: Connection, folder: Path) -> Any:
    """A process that collects what this run has collected, and finds the layer there."""
    given = config.invocation_params
    arguments = (connection, folder, [str(one) for one in given.args], str(given.dir), list(sys.path), layer)
    return context.Process(target=collect_and_answer, args=arguments)
