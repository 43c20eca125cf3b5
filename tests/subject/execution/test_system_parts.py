"""What the operating system keeps is read and put back."""

import os
import resource
import signal

import pytest

from ethan_check.subject.execution.system_parts import SYSTEM_PARTS


def lower_limit():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


BY_NAME = {part.name: part for part in SYSTEM_PARTS}
CHANGES = [
    ("the working directory", lambda: os.chdir(os.sep)),
    ("the environment", lambda: os.environ.update(ETHAN_PART="1")),
    ("the umask", lambda: os.umask(0o777)),
    ("resource limits", lower_limit),
    ("signal handlers", lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN)),
]


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[name for name, _ in CHANGES])
def test_a_change_is_seen_and_put_back(name, change):
    part = BY_NAME[name]
    before = part.read()
    try:
        change()
        assert part.read() != before
    finally:
        part.put_back(before)
    assert part.read() == before
