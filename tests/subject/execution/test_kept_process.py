"""The process stays as it is, and what was changed is told in words."""

import os
import sys
import threading

import numpy as np
import pytest

from ethan_check.subject.execution.kept_process import KeptProcess, put_back_after_call


def test_where_nothing_is_changed_nothing_is_told():
    with KeptProcess() as kept:
        np.ones(3).sum()
    assert kept.changes == {}


def test_inner_ones_put_back_what_the_outermost_found():
    limit = sys.getrecursionlimit()
    with KeptProcess() as outer:
        with KeptProcess() as inner:
            sys.setrecursionlimit(limit + 7)
        assert sys.getrecursionlimit() == limit
        assert list(inner.changes) == ["the recursion limit"]
        with KeptProcess() as another:
            pass
    assert (list(outer.changes), another.changes) == (["the recursion limit"], {})


def test_what_is_raised_inside_goes_on_and_everything_is_put_back(tmp_path):
    here = os.getcwd()
    kept = KeptProcess()

    def leave():
        with kept:
            os.chdir(tmp_path)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        leave()
    assert os.getcwd() == here
    assert list(kept.changes) == ["the working directory"]


def test_what_was_removed_or_cannot_be_read_is_put_back():
    path, environ = sys.path, os.environ
    with KeptProcess() as kept:
        del sys.path
        sys.modules.pop("json", None)
    assert sys.path is path
    assert os.environ is environ
    assert "sys.path" in kept.changes
    assert "json" in sys.modules


def test_a_thread_is_noticed_and_left():
    done = threading.Event()
    with KeptProcess() as kept:
        thread = threading.Thread(target=done.wait)
        thread.start()
    done.set()
    thread.join()
    assert list(kept.changes) == ["threads"]


def test_what_is_equal_to_nothing_is_put_back_like_anything_else():
    class Odd:
        def __eq__(self, other):
            raise RuntimeError

        __hash__ = None

    hook = sys.displayhook
    with KeptProcess() as kept:
        sys.displayhook = Odd()
    assert sys.displayhook is hook
    assert list(kept.changes) == ["sys.displayhook"]


def test_after_a_call_only_what_reaches_our_own_code_is_looked_at():
    limit = sys.getrecursionlimit()
    now = (limit + 5, sys.gettrace(), sys.getprofile())
    sys.setrecursionlimit(limit + 5)
    with KeptProcess() as kept:
        put_back_after_call((limit, sys.gettrace(), sys.getprofile()), now)
        assert sys.getrecursionlimit() == limit
        sys.setrecursionlimit(limit + 5)
    sys.setrecursionlimit(limit)
    assert list(kept.changes) == ["the recursion limit"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no such call")
def test_a_copy_that_a_layer_makes_of_the_process_ends_where_the_layer_does():
    read, write = os.pipe()
    with KeptProcess():
        os.fork()
    os.write(write, b"x")
    os.close(write)
    assert os.read(read, 10) == b"x"
    assert os.read(read, 10) == b""  # The copy holds the other end no more.
    os.close(read)


class Finalised:
    def __del__(self):
        raise ValueError("too late")


def raise_in_a_thread():
    thread = threading.Thread(target=int, args=("no",))
    thread.start()
    thread.join()


@pytest.mark.parametrize("act", [Finalised, raise_in_a_thread])
def test_what_a_thread_or_a_finaliser_raises_fails_nobody(act):
    heard = []
    before = sys.unraisablehook, threading.excepthook
    sys.unraisablehook = threading.excepthook = heard.append
    try:
        with KeptProcess() as kept:
            act()
        assert (sys.unraisablehook, threading.excepthook) == (heard.append, heard.append)
    finally:
        sys.unraisablehook, threading.excepthook = before
    assert (heard, kept.changes) == ([], {})
