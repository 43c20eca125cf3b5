"""That a command was misused, in one line."""

from __future__ import annotations

__all__ = ["CommandError"]


class CommandError(Exception):
    """The text says what was wrong, and what to do.

    >>> str(CommandError("no store is configured: name its folder with --store"))
    'no store is configured: name its folder with --store'
    """
