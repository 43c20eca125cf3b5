"""What a layer may do to the process that it runs in."""

from __future__ import annotations

import builtins
import copy
import decimal
import faulthandler
import gc
import inspect
import json
import locale
import logging
import os
import random
import resource
import signal
import sys
import tempfile
import threading
import time
import warnings
from types import ModuleType

import mpmath
import numpy as np

from hostile.specimen import PLACES, Hostile, acting

__all__ = ["CHANGES"]


def nowhere():
    """A working directory that is there no more."""
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.rmdir(folder)


def wait():
    threading.Event().wait(1.0)  # seconds: longer than a check needs to see the thread


def shadow_showwarning():
    warnings.showwarning = print


def close_output():
    sys.stdout.close()
    sys.stderr.close()


def replace_output():
    sys.stdout = sys.stderr = None


def replace_originals():
    sys.__stdout__ = None


def hook(name):
    return lambda: setattr(sys, name, print)


def patch_numpy():
    np.hostile_addition = 1


def replace_sum():
    np.cumsum = np.cumprod


def refuse(*arguments, **options):
    raise RuntimeError("this is no more")


def replaced(module, name):
    return lambda: setattr(module, name, refuse)


def lower_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))


def fork():
    if os.fork() == 0:
        os._exit(0)
    os.wait()


KINDS = {
    "working-directory": (lambda: os.chdir(tempfile.gettempdir()), "the working directory"),
    "directory-that-is-gone": (nowhere, "the working directory"),
    "environment": (lambda: os.environ.update(ETHAN_HOSTILE="1"), "the environment"),
    "environment-emptied": (lambda: os.environ.clear(), "the environment"),
    "recursion-limit": (lambda: sys.setrecursionlimit(400), "the recursion limit"),
    "recursion-limit-high": (lambda: sys.setrecursionlimit(10**6), "the recursion limit"),
    "switch-interval": (lambda: sys.setswitchinterval(0.1), "the switch interval"),
    "int-digits": (lambda: sys.set_int_max_str_digits(0), "the longest integer that is printed"),
    "numpy-errors": (lambda: np.seterr(all="raise"), ""),
    "numpy-callback": (lambda: np.seterrcall(print), "numpy's callback of errors"),
    "numpy-print": (lambda: np.set_printoptions(precision=1, linewidth=9), "numpy's print options"),
    "numpy-buffer": (lambda: np.setbufsize(2**14), "numpy's buffer size"),
    "warnings-filters": (lambda: warnings.simplefilter("error"), ""),
    "warnings-shown": (shadow_showwarning, "warnings.showwarning"),
    "streams": (replace_output, ""),
    "streams-closed": (close_output, ""),
    "streams-original": (replace_originals, "sys.__stdout__"),
    "path": (lambda: sys.path.insert(0, "/hostile"), "sys.path"),
    "path-emptied": (lambda: sys.path.clear(), "sys.path"),
    "path-replaced": (lambda: setattr(sys, "path", ["/hostile"]), "sys.path"),
    "except-hook": (hook("excepthook"), "sys.excepthook"),
    "display-hook": (hook("displayhook"), "sys.displayhook"),
    "unraisable-hook": (hook("unraisablehook"), "sys.unraisablehook"),
    "thread-hook": (lambda: setattr(threading, "excepthook", print), "threading.excepthook"),
    "trace-function": (lambda: sys.settrace(lambda *about: None), "the trace function"),
    "profile-function": (lambda: sys.setprofile(lambda *about: None), "the profile function"),
    "signal": (lambda: signal.signal(signal.SIGTERM, print), "signal handlers"),
    "signal-interrupt": (lambda: signal.signal(signal.SIGINT, print), "signal handlers"),
    "collector-off": (gc.disable, "the garbage collector"),
    "collector-threshold": (lambda: gc.set_threshold(1), "the garbage collector"),
    "decimal": (lambda: decimal.getcontext().__setattr__("prec", 3), "the decimal context"),
    "decimal-traps": (
        lambda: decimal.getcontext().traps.update({decimal.Inexact: True}),
        "the decimal context",
    ),
    "mpmath": (lambda: setattr(mpmath.mp, "prec", 11), "mpmath's precision"),
    "locale": (lambda: locale.setlocale(locale.LC_NUMERIC, "C.UTF-8"), "the locale"),
    "umask": (lambda: os.umask(0o777), "the umask"),
    "random": (lambda: random.seed(1), ""),
    "numpy-random": (lambda: np.random.seed(1), ""),
    "numpy-random-replaced": (lambda: np.random.set_state(np.random.RandomState(3).get_state()), ""),
    "logging-off": (lambda: logging.disable(logging.CRITICAL), "logging"),
    "logging-level": (lambda: logging.getLogger().setLevel(1), "logging"),
    "modules-removed": (lambda: sys.modules.pop("json.decoder", None), "sys.modules"),
    "thread": (lambda: threading.Thread(target=wait, daemon=True, name="hostile").start(), "threads"),
    "numpy-patched": (patch_numpy, "attributes of numpy"),
    "numpy-replaced": (replace_sum, "attributes of numpy"),
    "builtins-patched": (lambda: setattr(builtins, "print", len), "builtins"),
    "faulthandler": (faulthandler.disable, ""),
    "import-hooks": (lambda: sys.meta_path.insert(0, object()), "import hooks"),
    "import-hooks-emptied": (lambda: sys.meta_path.clear(), "import hooks"),
    "import-hooks-of-paths": (lambda: sys.path_hooks.clear(), "import hooks of paths"),
    "import-itself": (replaced(builtins, "__import__"), "builtins"),
    "modules-hidden": (lambda: sys.modules.__setitem__("json.decoder", None), "sys.modules"),
    "modules-replaced": (lambda: sys.modules.__setitem__("math", ModuleType("math")), "sys.modules"),
    "modules-cleared": (lambda: sys.modules.clear(), "sys.modules"),
    "arguments-of-the-program": (lambda: sys.argv.clear(), "sys.argv"),
    "standard-input": (lambda: setattr(sys, "stdin", None), "sys.stdin"),
    "trace-of-threads": (lambda: threading.settrace(refuse), "the trace function of threads"),
    "resource-limits": (lower_limit, "resource limits"),
    "length": (replaced(builtins, "len"), "builtins"),
    "instances": (replaced(builtins, "isinstance"), "builtins"),
    "next": (replaced(builtins, "next"), "builtins"),
    "builtins-emptied": (lambda: vars(builtins).pop("tuple", None), "builtins"),
    "files": (replaced(builtins, "open"), "builtins"),
    "folder-function": (replaced(os, "getcwd"), "attributes of os"),
    "environment-object": (lambda: setattr(os, "environ", {}), "attributes of os"),
    "clock": (replaced(time, "perf_counter"), "attributes of time"),
    "norm": (replaced(np.linalg, "norm"), "attributes of numpy.linalg"),
    "generators": (replaced(np.random, "default_rng"), "attributes of numpy.random"),
    "random-functions": (replaced(random, "random"), "attributes of random"),
    "json": (replaced(json, "dumps"), "attributes of json"),
    "copies": (replaced(copy, "deepcopy"), "attributes of copy"),
    "signatures": (replaced(inspect, "signature"), "attributes of inspect"),
    "warnings-function": (replaced(warnings, "warn"), "warnings.warn"),
    "warnings-context": (replaced(warnings, "catch_warnings"), "the warnings module"),
    "fork": (fork, ""),
    "timer": (lambda: signal.setitimer(signal.ITIMER_VIRTUAL, 1000), "timers"),
}

CANNOT_GO_ON = (
    "length",
    "instances",
    "next",
    "builtins-emptied",
    "generators",
    "copies",
    "signatures",
    "modules-cleared",
)
"""What a check needs at once, between two calls: the layer is told to have taken it away."""

CHANGES = [
    Hostile(
        f"changes-{kind}-{place}",
        acting(place, act),
        changes=changes,
        judged="" if kind in CANNOT_GO_ON else "pass",
    )
    for kind, (act, changes) in KINDS.items()
    for place in PLACES
]
