"""A process answers until nobody asks any more."""

import multiprocessing
import os
from pathlib import Path

import pytest

from ethan_check.isolation.answering import CALL, DUMP, answer_until_closed
from ethan_check.isolation.crossing import from_bytes, to_bytes

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")


def answers(question, details):
    if question == "raise":
        raise SystemExit("no \ud800 licence")
    if question == "fork":
        os.fork()
    return [question, details, os.getpid() != parent]


parent = os.getpid()


@pytest.fixture
def ask(tmp_path):
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=answer_until_closed, args=(theirs, answers, tmp_path))
    process.start()
    theirs.close()

    def action(question, **details):
        ours.send_bytes(to_bytes([question, details]))
        return from_bytes(ours.recv_bytes())

    yield action
    process.kill()
    process.join()


def test_questions_are_answered_elsewhere(ask, tmp_path):
    assert ask("one", a=1) == {"answer": ["one", {"a": 1}, True]}
    assert ask("two") == {"answer": ["two", {}, True]}
    assert sorted(os.listdir(tmp_path)) == [CALL, DUMP]


def test_what_an_answer_raises_is_told(ask):
    assert ask("raise") == {"raised": "SystemExit: no \\ud800 licence"}
    assert ask("one") == {"answer": ["one", {}, True]}


def test_a_copy_that_a_layer_makes_of_its_process_does_not_answer_too(ask):
    assert ask("fork") == {"answer": ["fork", {}, True]}
    assert ask("one") == {"answer": ["one", {}, True]}
