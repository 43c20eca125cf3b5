"""What is raised where a layer has ended its process, or had to be stopped."""

from __future__ import annotations

__all__ = ["LayerStopped"]


class LayerStopped(Exception):
    """A layer has ended its process, or had to be stopped; the text says how and where, in one line.

    Attributes:
        is_late: whether its time was over.
    """

    def __init__(self, message: str, *, is_late: bool) -> None:
        super().__init__(message)
        self.is_late = is_late

    @property
    def remark(self) -> str:
        """The same in three words, for a table.

        >>> LayerStopped("did not return within 600 seconds in forward", is_late=True).remark
        'did not return'
        """
        return "did not return" if self.is_late else "ended its process"
