"""A terminal of as much as is needed here: lines, and what moves the cursor between them."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\x1b\[(\d*)([A-Za-z])|([\r\n])|([^\x1b\r\n]+)")


class Screen:
    """Shows what was written to it.

    >>> Screen("ab\\ncd\\r\\x1b[2K\\x1b[1A\\x1b[2Ce").lines
    ['abe', '']
    """

    def __init__(self, written: str = "") -> None:
        self.lines, self._row, self._column = [""], 0, 0
        for count, command, control, text in _TOKEN.findall(written):
            self._take(int(count or 1), command, control, text)

    def _take(self, count: int, command: str, control: str, text: str) -> None:
        if control:
            self._column = 0
            if control == "\n":
                self._row += 1
                self.lines += [""] * (self._row + 1 - len(self.lines))
        elif command == "A":
            self._row -= count
        elif command == "C":
            self._column += count
        elif command == "K":
            self.lines[self._row] = ""
        elif text:
            line = self.lines[self._row].ljust(self._column)
            self.lines[self._row] = line[: self._column] + text + line[self._column + len(text) :]
            self._column += len(text)
