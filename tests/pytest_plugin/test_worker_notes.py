"""What a worker leaves behind."""

import json
import os
from types import SimpleNamespace

import pytest

from ethan_check.pytest_plugin import isolation_settings
from ethan_check.pytest_plugin.crash_log import FOLDER
from ethan_check.pytest_plugin.worker_notes import noted
from ethan_check.subject.execution.last_call import calling, note_calls_in, read_call


def config(limit=60.0, **details):
    made = SimpleNamespace(stash=pytest.Stash(), **details)
    made.stash[isolation_settings._ISOLATION] = isolation_settings.Isolation(False, limit, True, False)
    return made


@pytest.fixture(autouse=True)
def _nothing_more():
    yield
    note_calls_in(None)


def test_the_layer_and_the_call_are_noted_while_they_last(tmp_path):
    worker = config(workerinput={"workerid": "gw3", FOLDER: str(tmp_path)})
    with noted(worker, "a.v1"), calling("forward"):
        note = json.loads((tmp_path / "gw3.running").read_text())
        assert (note["pid"], note["layer"]) == (os.getpid(), "a.v1")
        assert read_call(tmp_path / "gw3.call") == "forward"
    assert not (tmp_path / "gw3.running").exists()
    assert (tmp_path / "gw3.dump").exists()


def test_the_time_is_for_all_checks_of_a_layer(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    worker = config(workerinput={"workerid": "gw0", FOLDER: str(tmp_path)})
    untils = []
    for layer, seconds in (("a.v1", 20), ("a.v1", 50), ("a.v1", 1), ("b.v1", 1)):
        with noted(worker, layer):
            untils.append(json.loads((tmp_path / "gw0.running").read_text())["until"] - now[0])
            now[0] += seconds
    assert untils == [60, 40, 0, 60]


def test_without_a_limit_there_is_no_end(tmp_path):
    worker = config(None, workerinput={"workerid": "gw0", FOLDER: str(tmp_path)})
    with noted(worker, "a.v1"):
        assert json.loads((tmp_path / "gw0.running").read_text())["until"] is None


def test_a_single_process_notes_nothing(tmp_path):
    with noted(config(), "a.v1"):
        pass
    assert os.listdir(tmp_path) == []
