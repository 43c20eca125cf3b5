"""Handlers, blocked signals and timers are read and put back."""

import signal

import pytest

from ethan_check.subject.execution.signal_parts import SIGNAL_PARTS
from subject.execution.changed_parts import seen_and_put_back

BY_NAME = {part.name: part for part in SIGNAL_PARTS}
CHANGES = [
    ("signal handlers", lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN)),
    ("signal handlers", lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN)),
    ("blocked signals", lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})),
    ("timers", lambda: signal.setitimer(signal.ITIMER_VIRTUAL, 1000)),
]


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[f"{n} {i}" for i, (n, _) in enumerate(CHANGES)])
def test_a_change_is_seen_and_put_back(name, change):
    seen_and_put_back(BY_NAME[name], change)


def test_a_timer_that_ran_before_goes_on():
    part = BY_NAME["timers"]
    signal.setitimer(signal.ITIMER_VIRTUAL, 1000)
    try:
        part.put_back(part.read())
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@pytest.fixture
def timeout():
    """A timer that somebody else has set, as pytest-timeout does; one of a minute."""
    handler = signal.signal(signal.SIGALRM, lambda *about: None)
    before = signal.setitimer(signal.ITIMER_REAL, 60)
    yield
    signal.setitimer(signal.ITIMER_REAL, *before)
    signal.signal(signal.SIGALRM, handler)


@pytest.mark.usefixtures("timeout")
@pytest.mark.parametrize("seconds", [0, 0.01, 3600])
def test_a_timer_that_is_set_in_the_place_of_another_is_that_one_again(seconds):
    part = BY_NAME["timers"]
    before = part.read()
    assert part.read() == before
    signal.setitimer(signal.ITIMER_REAL, seconds)
    assert part.read() != before
    part.put_back(before)
    assert 50 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60
    assert part.read() == before


@pytest.mark.usefixtures("timeout")
def test_a_timer_that_repeats_itself_is_left_alone():
    part = BY_NAME["timers"]
    signal.setitimer(signal.ITIMER_REAL, 30, 30)
    before = part.read()
    signal.setitimer(signal.ITIMER_REAL, 20, 30)
    assert part.read() == before
    part.put_back(before)
    assert signal.getitimer(signal.ITIMER_REAL)[1] == 30
