"""How a process came to its end, and where its layer was, in words."""

from __future__ import annotations

import re
import signal
import sysconfig
from pathlib import Path

from ethan_core.plain_text import plain_line

__all__ = ["how_it_ended", "place_in"]

_FRAME = re.compile(r'^  File "(.*)", line (\d+) in ', re.MULTILINE)
"""A line of what `faulthandler` writes, the innermost frame first."""

_STANDARD = sysconfig.get_path("stdlib")


def how_it_ended(code: int | None) -> str:
    """The exit code of a process in words.

    >>> how_it_ended(3), how_it_ended(-9), how_it_ended(None)
    ('ended its process (exit code 3)', 'ended its process (signal SIGKILL)', 'ended its process')
    """
    if code is None:
        return "ended its process"
    if code >= 0:
        return f"ended its process (exit code {code})"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"ended its process (signal {name})"


def place_in(dump: Path) -> str:
    """The innermost line of a layer's own code in what `faulthandler` wrote, as ` (file:line)`; or nothing.

    >>> place_in(Path("/nowhere"))
    ''
    """
    try:
        text = dump.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    for file, line in _FRAME.findall(text):
        is_library = "site-packages" in file or file.startswith((_STANDARD, "<"))
        if not is_library and "ethan_check" not in file:
            return f" ({plain_line(file)}:{line})"
    return ""
