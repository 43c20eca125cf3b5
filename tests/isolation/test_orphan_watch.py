"""A layer's process ends with its run, also where nobody is left to end it."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ethan_check.isolation.answering import answer_until_closed
from ethan_check.isolation.crossing import to_bytes
from ethan_check.isolation.orphan_watch import end_with_run

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")


def hang():
    while True:
        try:
            time.sleep(60)
        except BaseException:
            continue


def hang_with_a_child(folder):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (folder.parent / "child").write_text(str(child.pid))
    hang()


DOES = {"waits": None, "hangs": hang, "hangs with a child": hang_with_a_child}


def start_and_leave(note, folder, does, siblings):
    """A run that is killed while the processes of layers wait for questions, or are asked one."""
    context = multiprocessing.get_context("fork")
    act = DOES[does]
    ends, pids = [], []
    for number in range(siblings):
        own = folder / str(number)
        own.mkdir()

        def answers(question, details, own=own):
            (folder / f"asked{own.name}").touch()
            return act(own) if act is hang_with_a_child else act()

        ours, theirs = context.Pipe()
        process = context.Process(target=answer_until_closed, args=(theirs, answers, own))
        process.start()
        ends.append(ours)
        pids.append(process.pid)
        if act is not None:
            ours.send_bytes(to_bytes(["hang", {}]))
            until(lambda number=number: (folder / f"asked{number}").exists())
    if act is hang_with_a_child:
        until(lambda: (folder / "child").exists() and (folder / "child").read_text())
        pids.append(int((folder / "child").read_text()))
    note.send(pids)
    os.kill(os.getpid(), signal.SIGKILL)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(is_so, seconds=30):
    for _ in range(int(seconds / 0.05)):
        if is_so():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("does", DOES)
def test_those_of_a_run_that_was_killed_end_too(does, tmp_path):
    context = multiprocessing.get_context("fork")
    read, note = context.Pipe()
    run = context.Process(target=start_and_leave, args=(note, tmp_path, does, 2))
    run.start()
    pids = read.recv()
    run.join()
    assert until(lambda: not any(map(is_running, pids)))
    assert until(lambda: not (tmp_path / "0").exists() and not (tmp_path / "1").exists())


def test_who_has_no_run_has_nothing_to_watch(tmp_path):
    end_with_run(tmp_path)
    assert tmp_path.exists()
