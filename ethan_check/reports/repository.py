"""Where a file lies in its repository: what shows reports beside code knows files by that."""

from __future__ import annotations

import os
from pathlib import Path, PurePath, PurePosixPath

__all__ = ["in_repository"]


def in_repository(file: str, root: Path) -> str:
    """A file of the results, as seen from the top of its repository, with `/`; as it is if it lies outside.

    Args:
        file: relative to the project's root, or absolute.
        root: the project's root.

    >>> in_repository("/elsewhere/layers.py", Path("/project"))
    '/elsewhere/layers.py'
    """
    whole = Path(os.path.abspath(root / file))
    top = _top(Path(os.path.abspath(root)))
    if not whole.is_relative_to(top):
        return PurePath(file).as_posix()
    return str(PurePosixPath(whole.relative_to(top)))


def _top(root: Path) -> Path:
    """The folder that GitHub has checked out, if the project lies in it; or where git's own folder is."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace and root.is_relative_to(os.path.abspath(workspace)):
        return Path(os.path.abspath(workspace))
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
