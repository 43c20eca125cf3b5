"""All parts of a process that are kept: how each is read, and how it is put back.

Reading them takes as long as a call of a small layer: it is done around what is made and around each check,
not around each call.
"""

from __future__ import annotations

import builtins
import sys
import threading

import numpy as np

from ethan_check.subject.execution.interpreter_parts import CALL_PARTS, INTERPRETER_PARTS
from ethan_check.subject.execution.module_contents import Attributes, Modules, restore_modules, restorer
from ethan_check.subject.execution.numeric_parts import NUMERIC_PARTS
from ethan_check.subject.execution.process_part import Part
from ethan_check.subject.execution.system_parts import SYSTEM_PARTS

__all__ = ["CALL_PARTS", "PARTS", "RARE_PARTS", "Part"]


class _AtMost(int):
    """A number that is equal to later ones that are not larger."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and int(other) <= int(self)


PARTS = (*CALL_PARTS, *SYSTEM_PARTS, *NUMERIC_PARTS, *INTERPRETER_PARTS)
"""Those that are read around everything that is made and around each check, in 40 microseconds."""

RARE_PARTS = (
    Part("builtins", lambda: Attributes(vars(builtins)), restorer(builtins)),
    Part("attributes of numpy", lambda: Attributes(vars(np)), restorer(np)),
    Part("sys.modules", lambda: Modules(sys.modules), restore_modules),
    Part("threads", lambda: _AtMost(threading.active_count()), None),
)
"""Those that take longer: they are read once around all that is asked of a layer."""
