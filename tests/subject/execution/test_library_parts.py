"""What libraries keep for a whole process is read and put back."""

import codecs
import multiprocessing
import socket
import subprocess
import sys
import threading
import tracemalloc

import hypothesis
import pytest

from ethan_check.subject.execution.library_parts import LIBRARY_PARTS
from subject.execution.changed_parts import seen_and_put_back

BY_NAME = {part.name: part for part in LIBRARY_PARTS}


def other_profile():
    hypothesis.settings.register_profile("of a layer", max_examples=1)
    hypothesis.settings.load_profile("of a layer")


def same_profile():
    current, _ = BY_NAME["hypothesis's profile"].read()
    hypothesis.settings.register_profile(current, max_examples=1)
    hypothesis.settings.load_profile(current)


CHANGES = [
    ("error handlers of codecs", lambda: codecs.register_error("replace", print)),
    ("the stack of threads", lambda: threading.stack_size(2**20)),
    ("the profile function of threads", lambda: threading.setprofile(print)),
    ("the time limit of sockets", lambda: socket.setdefaulttimeout(1)),
    ("how multiprocessing starts", lambda: multiprocessing.set_start_method("spawn", force=True)),
    ("tracemalloc", tracemalloc.start),
    ("hypothesis's profile", other_profile),
]
if hasattr(hypothesis.settings, "get_current_profile_name"):  # Older settings cannot be compared.
    CHANGES.append(("hypothesis's profile", same_profile))


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[f"{n} {i}" for i, (n, _) in enumerate(CHANGES)])
def test_a_change_is_seen_and_put_back(name, change):
    seen_and_put_back(BY_NAME[name], change)


def test_what_nobody_has_imported_is_not_imported_and_may_be_later():
    script = """
import sys
from ethan_check.subject.execution.library_parts import LIBRARY_PARTS
for name in ("hypothesis", "multiprocessing", "socket", "tracemalloc"):
    sys.modules.pop(name, None)
before = [part.read() for part in LIBRARY_PARTS]
assert not {"hypothesis", "multiprocessing", "socket", "tracemalloc"} & sys.modules.keys()
import tracemalloc
tracemalloc.start()
assert before == [part.read() for part in LIBRARY_PARTS]
for part, value in zip(LIBRARY_PARTS, before):
    part.put_back(value)
assert tracemalloc.is_tracing()
"""
    subprocess.run([sys.executable, "-c", script], check=True)
