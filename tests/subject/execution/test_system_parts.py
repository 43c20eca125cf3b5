"""What the operating system keeps is read and put back."""

import os
import resource
import time

import pytest

from ethan_check.subject.execution.system_parts import SYSTEM_PARTS
from subject.execution.changed_parts import seen_and_put_back


def lower_limit():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


BY_NAME = {part.name: part for part in SYSTEM_PARTS}
CHANGES = [
    ("the working directory", lambda: os.chdir(os.sep)),
    ("the environment", lambda: os.environ.update(ETHAN_PART="1")),
    ("the umask", lambda: os.umask(0o777)),
    ("resource limits", lower_limit),
]


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[name for name, _ in CHANGES])
def test_a_change_is_seen_and_put_back(name, change):
    seen_and_put_back(BY_NAME[name], change)


def test_the_zone_is_that_of_the_environment_again(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    before = BY_NAME["the environment"].read(), BY_NAME["the time zone"].read(), time.localtime(0)
    os.environ["TZ"] = "Asia/Kolkata"
    time.tzset()
    assert BY_NAME["the time zone"].read() != before[1]
    BY_NAME["the environment"].put_back(before[0])
    BY_NAME["the time zone"].put_back(before[1])
    assert (BY_NAME["the time zone"].read(), time.localtime(0)) == before[1:]
    monkeypatch.undo()
    time.tzset()
