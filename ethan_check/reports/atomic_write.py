"""Files that are whole at every moment: the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from ethan_check.reports.errors import ReportError

__all__ = ["require_writable", "write_atomically"]


def write_atomically(file: Path, text: str) -> None:
    """Write a file beside its place and then put it there, in one step of the file system.

    What UTF-8 cannot encode (half of a surrogate pair, in a message of somebody else's) is escaped.

    Raises:
        ReportError: it cannot be written; what was there before is as it was.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(text.encode("utf-8", "backslashreplace"))
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(name, 0o666 & ~_umask())  # As open() would have made it; mkstemp keeps it to oneself.
            os.replace(name, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
