"""Everything in here runs pytest on pytest only where it asks for the `pytester` fixture."""

import signal

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture
def keyboard():
    """Python's own handler of Ctrl-C: a shell that starts a run in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
