"""One line of a terminal that comes and goes, whatever pytest prints; elsewhere a plain line now and then.

Under the line that pytest is writing stands one more, and the cursor goes back to where it was. What pytest
captures stays captured. Whatever goes wrong here is no concern of the run: then there are no more lines.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest

__all__ = ["StatusLine"]

_ERASE = "\r\x1b[2K"


class StatusLine:
    """Shows a text until it is cleared.

    Attributes:
        is_live: whether a text can be taken away again: under a terminal.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._column: int | None = None  # Of pytest's own line, while a text is shown.
        self._is_off = False
        self.is_live = False

    def look(self) -> None:
        """See whether there is a terminal; while output is captured, nobody can."""
        try:
            self.is_live = bool(self._file.isatty()) and os.environ.get("TERM") != "dumb"
        except Exception:
            self._is_off = True

    def show(self, text: str) -> None:
        """Show a text in place of the one before; for good where it cannot be taken away."""
        if self._is_off:
            return
        with self._terminal():
            if self.is_live:
                self._draw(text)
            else:
                reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
                reporter.ensure_newline()
                if self._config.get_terminal_writer().width_of_current_line:
                    reporter.write_line("")  # Of dots it knows nothing.
                reporter.write_line(text)
                reporter.flush()

    def clear(self) -> None:
        """Take the text away, and go back to where pytest was writing."""
        if self._column is None:
            return
        with self._terminal():
            column, self._column = self._column, None
            up = "\x1b[1A" if column else ""
            # Somebody else's reporter (pytest-sugar's) may have no column: it writes its line from the start.
            self._write(f"{_ERASE}{up}" + (f"\x1b[{column}C" if column > 0 else ""))

    def _draw(self, text: str) -> None:
        writer = self._config.get_terminal_writer()
        before = _ERASE
        if self._column is None:
            self._column = writer.width_of_current_line
            before = "\n" if self._column else _ERASE
        self._write(before + text[: max(writer.fullwidth - 1, 0)])  # A longer one would take two lines.

    def _write(self, text: str) -> None:
        """Write past pytest's own count of columns, which the line is none of."""
        file = self._file
        file.write(text)
        file.flush()

    @property
    def _file(self) -> Any:
        return self._config.get_terminal_writer()._file

    @contextmanager
    def _terminal(self) -> Iterator[None]:
        """Inside, output reaches the terminal; afterwards it goes where it went before."""
        capture = self._config.pluginmanager.get_plugin("capturemanager")
        streams = sys.stdout, sys.stderr  # They may be silenced beside being captured.
        try:
            with capture.global_and_fixture_disabled() if capture else nullcontext():
                yield
        except Exception:
            self._is_off = True
        finally:
            sys.stdout, sys.stderr = streams
