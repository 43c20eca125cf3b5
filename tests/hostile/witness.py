"""What a process is like, as somebody sees it who trusts nobody: before a layer, and after it."""

from __future__ import annotations

import builtins
import codecs
import copy
import decimal
import functools
import gc
import inspect
import json
import locale
import logging
import multiprocessing
import os
import random
import re
import resource
import signal
import socket
import sys
import threading
import time
import tracemalloc
import warnings

import hypothesis
import mpmath
import numpy as np

__all__ = ["as_it_is"]

LIMITS = (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGCHLD)


def as_it_is():
    """Everything that is put back, by name."""
    state = np.random.get_state(legacy=False)
    mask = os.umask(0)
    os.umask(mask)
    return {
        "cwd": os.getcwd(),
        "environment": dict(os.environ),
        "umask": mask,
        "recursion": sys.getrecursionlimit(),
        "interval": sys.getswitchinterval(),
        "digits": sys.get_int_max_str_digits(),
        "errors": (np.geterr(), np.geterrcall(), np.getbufsize()),
        "print": {name: value for name, value in np.get_printoptions().items() if name != "formatter"},
        "filters": list(warnings.filters),
        "shown": warnings.showwarning,
        "streams": (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__),
        "path": (id(sys.path), list(sys.path)),
        "hooks": (sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook),
        "tracing": (sys.gettrace(), sys.getprofile()),
        "signals": [signal.getsignal(number) for number in SIGNALS],
        "collector": (gc.isenabled(), gc.get_threshold()),
        "decimal": str(decimal.getcontext()).partition(", flags")[0],
        "traps": dict(decimal.getcontext().traps),
        "mpmath": mpmath.mp.prec,
        "locale": locale.setlocale(locale.LC_ALL),
        "random": (random.getstate(), state["state"]["pos"], state["state"]["key"].tobytes()),
        "logging": (logging.root.manager.disable, logging.root.level),
        "numpy": {name: id(value) for name, value in vars(np).items() if callable(value)},
        "builtins": dict(vars(builtins)),
        "modules": {name: id(sys.modules.get(name)) for name in ("json.decoder", "math", "numpy", "os")},
        "imports": (list(sys.meta_path), list(sys.path_hooks)),
        "arguments": (sys.argv, list(sys.argv), sys.stdin),
        "debugging": (gc.get_debug(), threading.gettrace()),
        "limits": [resource.getrlimit(limit) for limit in LIMITS],
        "functions": {
            (module.__name__, name): id(value)
            for module in (
                os,
                os.path,
                time,
                random,
                json,
                copy,
                inspect,
                re,
                functools,
                np.linalg,
                np.random,
                np.fft,
            )
            for name, value in vars(module).items()
            if callable(value)
        },
        "warning": (warnings.warn, warnings.catch_warnings),
        "blocked": signal.pthread_sigmask(signal.SIG_BLOCK, ()),
        "callbacks": [one for one in gc.callbacks if not one.__module__.startswith("hypothesis.")],
        "traced": tracemalloc.is_tracing(),
        "zone": (time.tzname, time.localtime(0)),
        "files": [os.fstat(number)[:3] for number in (0, 1, 2)],
        "handlers": ([codecs.lookup_error(name) for name in ("strict", "replace")], [*logging.root.handlers]),
        "threads": (threading.stack_size(), threading.getprofile()),
        "start": (multiprocessing.get_start_method(allow_none=True), socket.getdefaulttimeout()),
        "system": (sys.executable, getattr(sys, "tracebacklimit", None)),
        "bits": np.random.get_bit_generator(),
        "profile": hypothesis.settings.default.max_examples,
    }
