"""A layer that has ended a worker is named, and not run any more."""

from types import SimpleNamespace

import pytest

from ethan_check.pytest_plugin import isolation_settings
from ethan_check.pytest_plugin.crash_log import _CRASH_LOG, CrashLog, crash_log_of
from ethan_check.pytest_plugin.lost_workers import LostWorkers
from pytest_plugin.stand_ins import config_of, loaded, settings


@pytest.fixture
def config(tmp_path):
    made = config_of(settings(), loaded())
    made.stash[isolation_settings._ISOLATION] = isolation_settings.Isolation(False, 600.0, True, False)
    made.session = SimpleNamespace(_max_worker_restart=8)
    made.pluginmanager = SimpleNamespace(get_plugin=lambda name: made.session)
    made.getoption = lambda name, default=None: getattr(made, name, default)
    made.stash[_CRASH_LOG] = CrashLog(tmp_path)
    return made


def lost(config, item):
    node = SimpleNamespace(gateway=SimpleNamespace(id="gw0"))
    report = SimpleNamespace(longrepr="worker 'gw0' crashed", node=node)
    LostWorkers(config).pytest_handlecrashitem(item, report)
    return report


def test_a_test_of_somebody_elses_is_left_alone(config):
    report = lost(config, "test_mine.py::test_it")
    assert report.longrepr == "worker 'gw0' crashed"
    assert config.session._max_worker_restart == 8


def test_it_is_told_with_the_call_that_it_was_in(config, tmp_path):
    (tmp_path / "gw0.call").write_bytes(b"backward" + bytes(72))
    report = lost(config, "ethan::a.v1::state")
    assert report.longrepr == "a.v1: ended the process that ran it in backward\nworker 'gw0' crashed"
    assert report.ethan["stopped"] == "ended its process"
    assert crash_log_of(config).stopped("a.v1") == (
        "a.v1 ended its process in ethan::a.v1::state; its other checks are not run"
    )


def test_one_whose_time_was_over_is_told_so(config, tmp_path):
    (tmp_path / "gw0.late").write_text("forward")
    report = lost(config, "ethan::a.v1::state")
    first = report.longrepr.splitlines()[0]
    assert first == "a.v1: did not return within 600 seconds in forward; its worker was ended"
    assert report.ethan["stopped"] == "did not return"


def test_the_run_goes_on_however_many_workers_are_lost(config):
    lost(config, "ethan::a.v1::state")
    assert config.session._max_worker_restart == 9
    config.maxworkerrestart = "8"  # Somebody has said so.
    lost(config, "ethan::b.v1::state")
    assert config.session._max_worker_restart == 9
