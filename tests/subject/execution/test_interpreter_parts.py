"""What Python itself keeps is read and put back."""

import gc
import logging
import sys
import threading

import pytest

from ethan_check.subject.execution.interpreter_parts import INTERPRETER_PARTS
from subject.execution.changed_parts import seen_and_put_back

BY_NAME = {part.name: part for part in INTERPRETER_PARTS}
CHANGES = [
    ("the switch interval", lambda: sys.setswitchinterval(0.1)),
    ("the garbage collector", gc.disable),
    ("logging", lambda: logging.disable(logging.CRITICAL)),
    ("the garbage collector", lambda: gc.set_debug(gc.DEBUG_UNCOLLECTABLE)),
    ("the garbage collector", lambda: gc.callbacks.append(print)),
    ("logging", lambda: logging.root.addHandler(logging.NullHandler())),
    ("sys.path", sys.path.clear),
    ("sys.path", lambda: setattr(sys, "path", [])),
    ("sys.argv", sys.argv.clear),
    ("sys.stdin", lambda: setattr(sys, "stdin", None)),
    ("import hooks", lambda: sys.meta_path.append(object())),
    ("import hooks of paths", sys.path_hooks.clear),
    ("the trace function of threads", lambda: threading.settrace(print)),
    ("sys.excepthook", lambda: setattr(sys, "excepthook", print)),
    ("threading.excepthook", lambda: setattr(threading, "excepthook", print)),
]


@pytest.mark.parametrize(
    ("name", "change"), CHANGES, ids=[f"{name} {n}" for n, (name, _) in enumerate(CHANGES)]
)
def test_a_change_is_seen_and_put_back(name, change):
    seen_and_put_back(BY_NAME[name], change)


def test_what_is_imported_may_bring_import_hooks():
    class Hook:
        def find_spec(self, *about):
            return None

    part, before = BY_NAME["import hooks"], BY_NAME["import hooks"].read()
    sys.meta_path.append(Hook())
    try:
        assert before == part.read()
        part.put_back(before)
        assert isinstance(sys.meta_path[-1], Hook)
    finally:
        sys.meta_path.pop()


def test_what_hypothesis_adds_to_the_collector_is_its_own_affair():
    def callback(phase, info):
        """As hypothesis adds one when it draws first."""

    callback.__module__ = "hypothesis.internal"
    part = BY_NAME["the garbage collector"]
    before = part.read()
    gc.callbacks.append(callback)
    try:
        assert part.read() == before
        part.put_back(before)
        assert callback in gc.callbacks
    finally:
        gc.callbacks.remove(callback)
