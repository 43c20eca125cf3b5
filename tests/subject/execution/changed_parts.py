"""A part of the process that is changed: the change is seen, and taken back."""

from collections.abc import Callable

from ethan_check.subject.execution.process_part import Part

__all__ = ["seen_and_put_back"]


def seen_and_put_back(part: Part, change: Callable[[], object]) -> None:
    """Hold a part to noticing a change, and to being as it was after it is put back."""
    before = part.read()
    try:
        change()
        assert part.read() != before
    finally:
        part.put_back(before)
    assert part.read() == before
