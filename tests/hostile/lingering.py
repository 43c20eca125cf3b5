"""What a layer may do to the process that stays when its call is over, beyond what `changes.py` has."""

from __future__ import annotations

import asyncio
import atexit
import codecs
import contextlib
import contextvars
import faulthandler
import functools
import gc
import logging
import multiprocessing
import os
import re
import resource
import signal
import socket
import sys
import threading
import time
import tracemalloc
import warnings
import weakref

import hypothesis
import numpy as np

from hostile.specimen import PLACES, Hostile, acting

__all__ = ["LINGERING"]

_KEPT = contextvars.ContextVar("hostile", default=0)


def refuse(*arguments, **options):
    raise RuntimeError("this is no more")


class Thing:
    """Can be weakly referred to."""


def finalise_badly():
    weakref.finalize(Thing(), refuse)


def alarm_that_raises():
    """Comes when the call is over, in the middle of other code."""
    signal.signal(signal.SIGALRM, refuse)
    signal.setitimer(signal.ITIMER_REAL, 0.002)


def alarm_of_a_day():
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.alarm(86_400)


def other_zone():
    os.environ["TZ"] = "Asia/Kolkata"
    time.tzset()


def closed_file():
    sys.stdout = sys.stderr = open(os.devnull)  # noqa: SIM115
    sys.stdout.close()


def spoil_stream():
    sys.stdout.write = sys.stderr.flush = refuse


def close_output():
    with contextlib.suppress(OSError):
        os.close(1)


def to_nowhere(number):
    def act():
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)

    return act


def low_memory():
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (2**20, hard))


def no_files():
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))


def little_time():
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (86_400, hard))


def raise_in_a_thread():
    thread = threading.Thread(target=refuse, name="hostile")
    thread.start()
    thread.join()


def other_profile():
    hypothesis.settings.register_profile("hostile", max_examples=1, database=None)
    hypothesis.settings.load_profile("hostile")


def other_loop():
    asyncio.set_event_loop(asyncio.new_event_loop())


def unfinished():
    """Enters what nobody leaves."""
    np.errstate(all="raise").__enter__()
    warnings.catch_warnings(record=True).__enter__()


def replaced(module, name):
    return lambda: setattr(module, name, refuse)


KINDS = {
    "memory-traced": (tracemalloc.start, "tracemalloc"),
    "collector-callback": (lambda: gc.callbacks.append(refuse), "the garbage collector"),
    "collector-debug": (lambda: gc.set_debug(gc.DEBUG_SAVEALL), "the garbage collector"),
    "finaliser-that-raises": (finalise_badly, ""),
    "at-exit": (lambda: atexit.register(len, ()), ""),
    "alarm-that-raises": (alarm_that_raises, ""),
    "alarm": (alarm_of_a_day, "timers"),
    "signals-blocked": (
        lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGALRM}),
        "blocked signals",
    ),
    "children-ignored": (lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN), "signal handlers"),
    "zone": (other_zone, "the time zone"),
    "stream-of-a-closed-file": (closed_file, ""),
    "stream-spoilt": (spoil_stream, ""),
    "output-descriptor-closed": (close_output, "standard files"),
    "error-descriptor-elsewhere": (to_nowhere(2), "standard files"),
    "memory-limit": (low_memory, "resource limits"),
    "file-limit": (no_files, "resource limits"),
    "time-limit": (little_time, "resource limits"),
    "start-method": (
        lambda: multiprocessing.set_start_method("spawn", force=True),
        "how multiprocessing starts",
    ),
    "error-handlers": (lambda: codecs.register_error("replace", refuse), "error handlers of codecs"),
    "stack-of-threads": (lambda: threading.stack_size(2**20), "the stack of threads"),
    "profile-of-threads": (lambda: threading.setprofile(refuse), "the profile function of threads"),
    "thread-that-raises": (raise_in_a_thread, ""),
    "socket-timeout": (lambda: socket.setdefaulttimeout(1e-3), "the time limit of sockets"),
    "log-handler": (lambda: logging.getLogger().addHandler(logging.NullHandler()), "logging"),
    "tracebacks-cut": (lambda: setattr(sys, "tracebacklimit", 0), "attributes of sys"),
    "another-python": (lambda: setattr(sys, "executable", "/bin/false"), "attributes of sys"),
    "paths": (replaced(os.path, "join"), "attributes of posixpath"),
    "patterns": (replaced(re, "compile"), "attributes of re"),
    "partial": (replaced(functools, "partial"), "attributes of functools"),
    "transforms": (replaced(np.fft, "fft"), "attributes of numpy.fft"),
    "hypothesis-profile": (other_profile, "hypothesis's profile"),
    "generator-of-numpy": (lambda: np.random.set_bit_generator(np.random.PCG64(1)), "numpy's generator"),
    "numpy-repr": (lambda: np.set_printoptions(override_repr=refuse), "numpy's print options"),
    "event-loop": (other_loop, ""),
    "context-variable": (lambda: _KEPT.set(1), ""),
    "contexts-left-open": (unfinished, ""),
    "watchdog": (lambda: faulthandler.dump_traceback_later(86_400, exit=True, file=sys.__stderr__), ""),
}

IN_THE_MIDDLE = ("alarm-that-raises", "partial")
"""These reach what runs between two calls of the layer: it is told what came of it."""

LINGERING = [
    Hostile(
        f"leaves-{kind}-{place}",
        acting(place, act),
        changes=changes,
        judged="" if kind in IN_THE_MIDDLE else "pass",
    )
    for kind, (act, changes) in KINDS.items()
    for place in PLACES
]
