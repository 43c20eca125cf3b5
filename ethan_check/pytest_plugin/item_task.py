"""What an item does when it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

__all__ = ["CheckFailure", "FailingTask", "Task"]


class CheckFailure(AssertionError):
    """Its text is the whole failure as a person reads it; no traceback belongs to it."""


class Task(Protocol):
    """One item's work.

    Attributes:
        file, line: where the layer is defined; line numbers start at 1.
        record: plain data about the run, which travels with the item's report.
    """

    @property
    def file(self) -> str: ...

    @property
    def line(self) -> int: ...

    @property
    def record(self) -> dict[str, Any]: ...

    def __call__(self) -> None:
        """Do it.

        Raises:
            CheckFailure: the check does not pass.
        """


@dataclass(frozen=True)
class FailingTask:
    """Fails with a message: something could not be loaded or is misspelt.

    >>> FailingTask("there is no module 'layrs'")()
    Traceback (most recent call last):
        ...
    ethan_check.pytest_plugin.item_task.CheckFailure: there is no module 'layrs'
    """

    message: str
    file: str = ""
    line: int = 0
    template: str = ""
    record: dict[str, Any] = field(default_factory=dict)

    def __call__(self) -> None:
        self.record.update(verdict="error", findings=[], template=self.template)
        raise CheckFailure(self.message)
