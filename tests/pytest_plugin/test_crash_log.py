"""Layers that have crashed or hung are not run any more."""

from types import SimpleNamespace

import pytest

from ethan_check.pytest_plugin.crash_log import FOLDER, CrashLog, crash_log_of, is_timeout, share


def config(**details):
    cleanups = []
    return SimpleNamespace(stash=pytest.Stash(), add_cleanup=cleanups.append, cleanups=cleanups, **details)


def test_a_single_process_remembers():
    log = CrashLog(None)
    log.stop("a.v1", "it hung")
    assert (log.stopped("a.v1"), log.stopped("b.v1")) == ("it hung", "")


def test_other_processes_read_the_folder(tmp_path):
    worker, controller = CrashLog(tmp_path), CrashLog(tmp_path)
    controller.stop("a.v1", "it crashed")
    assert worker.stopped("a.v1") == "it crashed"
    (tmp_path / "a.v1").unlink()
    assert worker.stopped("a.v1") == "it crashed"


def test_a_folder_that_has_gone_stops_nothing(tmp_path):
    log = CrashLog(tmp_path / "gone")
    log.stop("a.v1", "it crashed")
    assert log.stopped("a.v1") == "it crashed"
    assert log.stopped("b.v1") == ""


def test_workers_share_the_log_of_the_controller():
    controller = config()
    nodes = [SimpleNamespace(workerinput={}) for _ in range(2)]
    for node in nodes:
        share(controller, node)
    crash_log_of(controller).stop("a.v1", "it crashed")
    folder = crash_log_of(controller).folder
    for node in nodes:
        worker = config(workerinput=node.workerinput)
        assert node.workerinput == {FOLDER: str(folder)}
        assert crash_log_of(worker).stopped("a.v1") == "it crashed"
        assert crash_log_of(worker) is crash_log_of(worker)
    (cleanup,) = controller.cleanups
    cleanup()
    assert not folder.exists()


def test_a_timeout_is_a_failure_of_pytest_timeout():
    assert is_timeout(pytest.fail.Exception("Timeout (>1.0s) from pytest-timeout."))
    assert not is_timeout(pytest.fail.Exception("no"))
    assert not is_timeout(TimeoutError("Timeout"))
