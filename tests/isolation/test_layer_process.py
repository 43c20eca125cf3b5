"""The process of a layer is asked, waited for, and always ended."""

import ctypes
import os
import signal
import time
from functools import partial

import pytest

from ethan_check.isolation.answering import answer_until_closed
from ethan_check.isolation.layer_process import LayerProcess
from ethan_check.isolation.layer_stopped import LayerStopped
from ethan_check.subject.execution.last_call import calling

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="its answers are functions of this module")


def hang():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        try:
            time.sleep(60)
        except BaseException:
            continue


def hang_in_compiled_code():
    ctypes.CDLL(None).pause()


KINDS = {
    "exit": (lambda: os._exit(3), "ended its process (exit code 3) in forward"),
    "kill": (lambda: os.kill(os.getpid(), signal.SIGKILL), "ended its process (signal SIGKILL) in forward"),
    "crash": (lambda: ctypes.string_at(0), "ended its process (signal SIGSEGV) in forward ("),
    "close": (lambda: os.closerange(3, 200), "ended its process"),
    "hang": (hang, "did not return within 1 seconds in forward ("),
    "compiled": (hang_in_compiled_code, "did not return within 1 seconds in forward ("),
}


def answers(question, details):
    if question in KINDS:
        with calling("forward"):
            KINDS[question][0]()
    return [question, os.getpid()]


def start(context, connection, folder):
    return context.Process(target=answer_until_closed, args=(connection, answers, folder))


@pytest.fixture
def process():
    made = LayerProcess(start, "fork", 1.0)
    yield made
    made.close()


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_process_answers_all_questions(process):
    (_, first), (_, second) = process.ask("one"), process.ask("two")
    assert first == second != os.getpid()
    process.close()
    assert not is_running(first)
    process.close()


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_happens_is_told_in_a_line(process, kind):
    _, pid = process.ask("one")
    with pytest.raises(LayerStopped) as caught:
        process.ask(kind)
    told = str(caught.value)
    assert told.startswith(KINDS[kind][1])
    assert (" (" in told.partition("in forward")[2]) == (kind in ("crash", "hang", "compiled"))
    assert caught.value.is_late == (kind in ("hang", "compiled"))
    assert not is_running(pid)


def test_the_limit_is_for_all_questions_together():
    process = LayerProcess(start, "fork", 1.0)
    process._spent = 0.99
    with pytest.raises(LayerStopped, match="did not return within 1 seconds"):
        process.ask("hang")


def test_who_stops_the_run_stops_the_process_and_learns_where_it_was(process, monkeypatch):
    _, pid = process.ask("one")

    def interrupted(*about):
        time.sleep(0.5)  # seconds, in which the process comes to where it hangs
        raise KeyboardInterrupt

    monkeypatch.setattr("ethan_check.isolation.layer_process.wait", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        process.ask("hang")
    assert caught.value.ethan_where.startswith(" in forward (")
    process.close()
    assert not is_running(pid)


def test_a_process_that_cannot_answer_says_why():
    def fails(question, details):
        raise ValueError("no")

    def starting(context, connection, folder):
        return context.Process(target=answer_until_closed, args=(connection, fails, folder))

    with pytest.raises(LayerStopped, match="could not be asked in its process: ValueError: no"):
        LayerProcess(partial(starting), "fork", None).ask("one")
