"""Each layer has one process, and all have ended with the run."""

import os
from types import SimpleNamespace

import pytest

from ethan_check.pytest_plugin import isolation_settings
from ethan_check.pytest_plugin.layer_processes import LayerProcesses
from ethan_check.pytest_plugin.layer_state import LayerState
from pytest_plugin.stand_ins import Halved, Square, loaded, settings

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="without it there is a whole run to collect")


@pytest.fixture
def config():
    made = SimpleNamespace(stash=pytest.Stash(), cleanups=[])
    made.add_cleanup = made.cleanups.append
    made.stash[isolation_settings._ISOLATION] = isolation_settings.Isolation(True, 60.0, False, True)
    return made


def test_the_same_is_said_and_nothing_is_left_running(config):
    found = loaded(("a.v1", Halved, {}), ("b.v1", Square, {}))
    processes = LayerProcesses(config)
    first, second = (LayerState(entry, found, settings(), processes=processes) for entry in found.registry)
    alone = LayerState(first.entry, found, settings())
    assert first.obstacle == alone.obstacle == ""
    assert str(first.report(("gradient",))) == str(alone.report(("gradient",)))
    assert second.report(("gradient",)).verdict == "pass"
    assert processes.of(first) is processes.of(first) is not processes.of(second)
    running = [processes.of(layer)._process for layer in (first, second)]
    assert all(process.is_alive() for process in running)
    (cleanup,) = config.cleanups
    cleanup()
    assert all(process.exitcode is not None for process in running)
