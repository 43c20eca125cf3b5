"""Workers whose layer has had its time are ended, and no others."""

import json
import multiprocessing
import os
import time

import pytest

from ethan_check.pytest_plugin.late_workers import LateWorkers, was_late, where_it_was
from ethan_check.pytest_plugin.worker_notes import WorkerNotes
from ethan_check.subject.execution.last_call import calling

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the worker is a function of this module")


def hang(folder, limit):
    notes = WorkerNotes(folder, "gw0", limit)
    with notes.at("a.v1"), calling("forward"):
        while True:
            try:
                time.sleep(60)
            except BaseException:
                continue


@pytest.fixture
def watch(tmp_path):
    made = LateWorkers(tmp_path)
    made.start()
    yield made
    made.stop()
    made.join()


def start(folder, limit):
    process = multiprocessing.get_context("fork").Process(target=hang, args=(folder, limit))
    process.start()
    return process


@pytest.mark.usefixtures("watch")
def test_one_that_hangs_is_ended_and_where_it_was_is_known(tmp_path):
    process = start(tmp_path, 1.0)
    process.join(30)
    assert process.exitcode == -9
    assert was_late(tmp_path, "gw0")
    assert where_it_was(tmp_path, "gw0").startswith(" in forward (")


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("limit", [None, 600.0])
def test_one_that_has_time_left_is_not(tmp_path, limit):
    process = start(tmp_path, limit)
    time.sleep(1.5)  # seconds, for three looks
    assert process.is_alive()
    assert not was_late(tmp_path, "gw0")
    process.kill()
    process.join()


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"pid": 0}), json.dumps({"until": "soon"})])
def test_a_note_that_is_half_written_ends_nobody(tmp_path, watch, text):
    (tmp_path / "gw0.running").write_text(text)
    time.sleep(0.7)  # seconds, for one look
    assert watch.is_alive()
