"""What ends a run whoever's code it is raised in: the keyboard, and pytest's own exceptions.

Everything else that comes out of foreign code is that code's, a BaseException of its own making, SystemExit
and GeneratorExit among it: it is told in one line and stops nobody.
"""

from __future__ import annotations

import dis
import sys
from types import TracebackType

__all__ = ["is_from_keyboard", "let_pass", "traceback_of"]

_RAISE = dis.opmap["RAISE_VARARGS"]


def let_pass(error: BaseException) -> None:
    """Raise again what is nobody's mistake; return where it is the fault of the code that raised it.

    >>> let_pass(SystemExit(3))
    """
    if is_from_keyboard(error):
        raise error
    outcomes = sys.modules.get("_pytest.outcomes")  # Only there where pytest runs us: nothing imports it.
    if outcomes is not None and issubclass(type(error), outcomes.OutcomeException | outcomes.Exit):
        raise error


def is_from_keyboard(error: BaseException) -> bool:
    """Whether somebody at the keyboard wants everything to stop.

    >>> is_from_keyboard(KeyboardInterrupt()), is_from_keyboard(SystemExit())
    (True, False)
    """
    return type(error) is KeyboardInterrupt and not _is_raised_by_code(error)


def traceback_of(error: BaseException) -> TracebackType | None:
    """Where an exception comes from, even if its class lets nobody read attributes."""
    trace: TracebackType | None = BaseException.__dict__["__traceback__"].__get__(error)
    return trace


def _is_raised_by_code(error: BaseException) -> bool:
    """Whether a raise statement made it: what comes from the keyboard arrives between any instructions."""
    trace = traceback_of(error)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_code[trace.tb_lasti] == _RAISE
