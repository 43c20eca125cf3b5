"""What a layer may raise, in each of its methods."""

from __future__ import annotations

import asyncio
import sys

import numpy as np

from hostile.specimen import PLACES, Hostile, acting

__all__ = ["RAISED"]


class OfItsOwn(BaseException):
    """Nothing that `except Exception` would catch."""


class LikeAnInterrupt(KeyboardInterrupt):
    """Not from any keyboard."""


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


class LeavesWhenPrinted(Exception):
    def __str__(self):
        sys.exit("when printed")


class TextOfNoText(Exception):
    def __str__(self):
        return 7


class Renamed(Exception):
    pass


Renamed.__name__ = "Two\nlines\x1b[31m and more than anybody would read " * 50


class NamelessType(type):
    @property
    def __name__(cls):
        raise RuntimeError("a class without a name")


class Nameless(Exception, metaclass=NamelessType):
    pass


class LyingAboutItsClass(Exception):
    @property
    def __class__(self):
        raise RuntimeError("not even its class")


class Untraceable(Exception):
    def __getattribute__(self, name):
        raise RuntimeError("no attribute of it can be read")


def deeper(depth=0):
    return deeper(depth + 1)


def raising(error):
    def act():
        raise error()

    return act


def chained():
    """An exception that is its own cause, by way of another."""
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    raise first


def noted():
    error = ValueError("noted")
    error.__notes__ = ["\x1b[2J" * 1000, 7]
    raise error


def interrupted_by_itself():
    raise KeyboardInterrupt


KINDS = {
    "base-exception": (raising(OfItsOwn), "OfItsOwn"),
    "bare-base-exception": (raising(BaseException), "BaseException"),
    "generator-exit": (raising(GeneratorExit), "GeneratorExit"),
    "exit": (lambda: sys.exit(3), "SystemExit"),
    "exit-with-an-object": (lambda: sys.exit(object()), "SystemExit"),
    "cancelled": (raising(asyncio.CancelledError), "CancelledError"),
    "interrupt-of-its-own": (raising(LikeAnInterrupt), "LikeAnInterrupt"),
    "interrupt-by-itself": (interrupted_by_itself, "KeyboardInterrupt"),
    "stop-iteration": (raising(StopIteration), "StopIteration"),
    "stop-async-iteration": (raising(StopAsyncIteration), "StopAsyncIteration"),
    "endless-recursion": (deeper, "RecursionError"),
    "no-memory": (raising(MemoryError), "MemoryError"),
    "assertion": (raising(AssertionError), "AssertionError"),
    "not-implemented": (raising(NotImplementedError), "NotImplementedError"),
    "group": (lambda: raising(lambda: ExceptionGroup("many", [ValueError(), OSError()]))(), "many"),
    "base-group": (lambda: raising(lambda: BaseExceptionGroup("all", [OfItsOwn()]))(), "all"),
    "unprintable": (raising(Unprintable), "Unprintable"),
    "leaves-when-printed": (raising(LeavesWhenPrinted), "LeavesWhenPrinted"),
    "text-of-no-text": (raising(TextOfNoText), "TextOfNoText"),
    "renamed": (raising(Renamed), "Two"),
    "nameless": (raising(Nameless), "raised"),
    "lying-about-its-class": (raising(LyingAboutItsClass), "LyingAboutItsClass"),
    "untraceable": (raising(Untraceable), "Untraceable"),
    "surrogate": (raising(lambda: ValueError("half \ud800 a pair")), "ValueError"),
    "escape-codes": (raising(lambda: ValueError("\x1b[2J\x1b[31mred\x00\x07")), "ValueError"),
    "right-to-left": (raising(lambda: ValueError("\u202eesrever")), "ValueError"),
    "megabytes": (raising(lambda: ValueError("long " * 10**6)), "ValueError"),
    "empty-lines": (raising(lambda: ValueError("\n\n\n")), "ValueError"),
    "key-of-bytes": (raising(lambda: KeyError(b"\xff", np.ones(3))), "KeyError"),
    "unicode-error": (lambda: b"\xff".decode(), "UnicodeDecodeError"),
    "chained-in-a-circle": (chained, "first"),
    "notes-of-no-text": (noted, "noted"),
    "no-exception": (lambda: exec("raise 7"), "TypeError"),
    "in-code-without-a-file": (lambda: exec("raise ValueError('from nowhere')"), "from nowhere"),
    "syntax": (lambda: exec("x ="), "SyntaxError"),
    "floating-point": (lambda: np.errstate(all="raise").__enter__() or np.float64(1) / np.zeros(1), ""),
}

RAISED = [
    Hostile(f"raises-{kind}-{place}", acting(place, act), says)
    for kind, (act, says) in KINDS.items()
    for place in PLACES
]
