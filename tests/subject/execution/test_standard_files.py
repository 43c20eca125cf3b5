"""Descriptors that a layer closes or turns elsewhere lead again to where they led."""

import os
from contextlib import contextmanager

import pytest

from ethan_check.subject.execution.standard_files import STANDARD_FILES


def close():
    os.close(1)


def turn():
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


@contextmanager
def output_to(path):
    """Inside, descriptor 1 leads to a file. No fixture: pytest turns it for the test again."""
    original = os.dup(1)
    with path.open("w") as file:
        os.dup2(file.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(original, 1)
            os.close(original)


@pytest.mark.parametrize("change", [close, turn])
def test_a_change_is_seen_and_put_back(change, tmp_path):
    with output_to(tmp_path / "output"):
        before = STANDARD_FILES.read()
        change()
        assert STANDARD_FILES.read() != before
        STANDARD_FILES.put_back(before)
        assert STANDARD_FILES.read() == before
        os.write(1, b"heard")
    assert (tmp_path / "output").read_text() == "heard"


def test_one_that_is_closed_from_the_start_stays_so(tmp_path):
    with output_to(tmp_path / "output"):
        os.close(1)
        before = STANDARD_FILES.read()
        assert before[1] is None
        STANDARD_FILES.put_back(before)
        assert STANDARD_FILES.read() == before


def test_however_many_files_there_were_before_the_latest_are_put_back(tmp_path):
    descriptors = len(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else None
    for number in range(30):
        with output_to(tmp_path / f"output {number}"):
            before = STANDARD_FILES.read()
            close()
            STANDARD_FILES.put_back(before)
            assert STANDARD_FILES.read() == before
    if descriptors is not None:
        assert len(os.listdir("/proc/self/fd")) <= descriptors + 12
