"""What keeps a report from being written or read, in one line."""

from __future__ import annotations

from ethan_core.errors import EthanError

__all__ = ["ReportError"]


class ReportError(EthanError):
    """A report cannot be written, or results cannot be read; the text is one line that says what to do."""
