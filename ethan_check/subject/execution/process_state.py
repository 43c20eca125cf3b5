"""All parts of a process that are kept: how each is read, and how it is put back.

Reading them takes as long as a call of a small layer: it is done around what is made and around each check,
not around each call.
"""

from __future__ import annotations

import builtins
import collections
import contextlib
import copy
import functools
import inspect
import io
import itertools
import json
import logging
import math
import operator
import os
import random
import re
import sys
import threading
import time
import traceback
import types
import warnings
import weakref

import numpy as np

from ethan_check.subject.execution.interpreter_parts import CALL_PARTS, INTERPRETER_PARTS
from ethan_check.subject.execution.library_parts import LIBRARY_PARTS
from ethan_check.subject.execution.module_contents import Attributes, Modules, restore_modules, restorer
from ethan_check.subject.execution.numeric_parts import NUMERIC_PARTS
from ethan_check.subject.execution.process_part import Part, attribute
from ethan_check.subject.execution.standard_files import STANDARD_FILES
from ethan_check.subject.execution.system_parts import SYSTEM_PARTS

__all__ = ["CALL_PARTS", "PARTS", "RARE_PARTS", "Part"]


class _AtMost(int):
    """A number that is equal to later ones that are not larger."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and int(other) <= int(self)


def _attributes(module: types.ModuleType) -> Part:
    name = module.__name__
    told = name if module is builtins else f"attributes of {name}"
    return Part(told, lambda: Attributes(vars(module)), restorer(module))


PARTS = (
    *CALL_PARTS,
    *SYSTEM_PARTS,
    *NUMERIC_PARTS,
    *INTERPRETER_PARTS,
    *map(_attributes, (builtins, copy, inspect, json, np.random)),
)
"""Those that are read around everything that is made and around each check, in 50 microseconds; the modules
are small ones, whose functions a report cannot be written without.
"""

_MODULES = (
    np, np.linalg, np.fft, math, os, os.path, random, time, sys, re, functools, itertools, operator,
    collections, contextlib, io, logging, threading, traceback, types, weakref,
)  # fmt: skip
"""Those that everybody uses, whose contents no import changes."""

RARE_PARTS = (
    STANDARD_FILES,
    *LIBRARY_PARTS,
    *map(_attributes, _MODULES),
    attribute(warnings, "warn", "warnings.warn"),
    Part("sys.modules", lambda: Modules(sys.modules), restore_modules),
    Part("threads", lambda: _AtMost(threading.active_count()), None),
)
"""Those that take longer: they are read once around all that is asked of a layer."""
