"""Under pytest-xdist, one worker for all checks of a layer: each worker would find out everything anew."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

__all__ = ["OneWorkerForALayer"]


class OneWorkerForALayer:
    """Registered for runs of layers alone; where test files run as well, they are spread as they always are.

    `-n` spreads single items unless `--dist` says something else, which is then left as it is.
    """

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        if config.getvalue("dist") not in ("load", "loadscope"):
            return None
        return _patient_scheduler()(config, log)


def _patient_scheduler() -> Any:
    """The scheduler of whole scopes, which are `ethan::layer`, for runs that lose workers.

    That of pytest-xdist ends the run, or waits for ever, where

    * a second worker has just been replaced, and is sent work before it has collected: a KeyError;
    * what is left of a lost worker is handed out with the scopes that it had finished: a worker that is given
      one of those has nothing to do, reports nothing, and is asked no more;
    * a worker is given one item: it runs it when it knows the next, and is given that when it has run it.
    """
    scheduler: Any = import_module("xdist.scheduler")  # It is there: it asks.

    class Patient(scheduler.LoadScopeScheduling):  # type: ignore[misc]
        def remove_node(self, node: Any) -> Any:
            work = self.assigned_work[node]
            self.assigned_work[node] = {scope: unit for scope, unit in work.items() if not all(unit.values())}
            return super().remove_node(node)

        def _reschedule(self, node: Any) -> None:
            if node not in self.registered_collections:
                return
            super()._reschedule(node)
            while (
                self.workqueue and not node.shutting_down and self._pending_of(self.assigned_work[node]) < 2
            ):
                super()._reschedule(node)

    return Patient
