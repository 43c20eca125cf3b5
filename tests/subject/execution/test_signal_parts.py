"""Handlers, blocked signals and timers are read and put back."""

import signal

import pytest

from ethan_check.subject.execution.signal_parts import SIGNAL_PARTS

BY_NAME = {part.name: part for part in SIGNAL_PARTS}
CHANGES = [
    ("signal handlers", lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN)),
    ("signal handlers", lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN)),
    ("blocked signals", lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})),
    ("timers", lambda: signal.setitimer(signal.ITIMER_VIRTUAL, 1000)),
]


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[f"{n} {i}" for i, (n, _) in enumerate(CHANGES)])
def test_a_change_is_seen_and_put_back(name, change):
    part = BY_NAME[name]
    before = part.read()
    try:
        change()
        assert part.read() != before
    finally:
        part.put_back(before)
    assert part.read() == before


def test_a_timer_that_ran_before_goes_on():
    part = BY_NAME["timers"]
    signal.setitimer(signal.ITIMER_VIRTUAL, 1000)
    try:
        part.put_back(part.read())
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
