"""What a process is like, as somebody sees it who trusts nobody: before a layer, and after it."""

from __future__ import annotations

import builtins
import copy
import decimal
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
import threading
import time
import warnings

import mpmath
import numpy as np

__all__ = ["as_it_is"]


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
        "signals": [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)],
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
        "limits": resource.getrlimit(resource.RLIMIT_NOFILE),
        "functions": {
            (module.__name__, name): id(value)
            for module in (os, time, random, json, copy, inspect, np.linalg, np.random)
            for name, value in vars(module).items()
            if callable(value)
        },
        "warning": (warnings.warn, warnings.catch_warnings),
    }
