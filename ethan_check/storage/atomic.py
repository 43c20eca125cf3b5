"""Writing a file so that whoever looks finds the old one or the new one, whole, whatever happens between."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["remove", "write_text"]


def write_text(path: Path, text: str) -> None:
    """Replace a file, or make it.

    The text goes into a file beside it, and to the disk, before it takes the name: so a process that is
    killed leaves at most a file whose name begins with a dot, which nobody reads. What UTF-8 cannot encode
    (half of a surrogate pair, in a message of somebody else's) is escaped.

    Raises:
        OSError: it cannot be written; what was there is still there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_text(Path(folder, "a.json"), "{}")
    ...     Path(folder, "a.json").read_text()
    '{}'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file.

    Raises:
        OSError: it cannot be removed.
    """
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Have the new name itself on the disk, where folders can be opened (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
