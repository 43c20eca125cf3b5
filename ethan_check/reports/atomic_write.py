"""Files that are whole at every moment: the old one or the new one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ethan_check.reports.errors import ReportError
from ethan_check.storage.atomic import write_text

__all__ = ["require_writable", "write_atomically"]


def write_atomically(file: Path, text: str) -> None:
    """Write a file beside its place and then put it there, in one step of the file system.

    Raises:
        ReportError: it cannot be written; what was there before is as it was.
    """
    try:
        write_text(file, text)
    except OSError as error:
        raise ReportError(f"{file} cannot be written: {error.strerror or error}") from None


def require_writable(file: Path) -> None:
    """Find out whether `write_atomically` would succeed; the folder is made, and the file left as it is.

    Raises:
        ReportError: it would not.
    """
    if file.is_dir():
        raise ReportError(f"{file} cannot be written: it is a folder")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except OSError as error:
        raise ReportError(f"{file} cannot be written: {error.strerror or error}") from None
