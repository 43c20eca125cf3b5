"""What was written of a layer's baseline, read again."""

from __future__ import annotations

from ethan_check.reports.baseline_revision import BaselineRevision
from ethan_check.reports.checked_json import Value
from ethan_check.reports.layer_result import BaselineLine

__all__ = ["baseline_line", "revisions"]


def baseline_line(line: Value) -> BaselineLine:
    """A line that `BaselineLine.to_json` made.

    Raises:
        ReportError: it made nothing of the kind.

    >>> line = BaselineLine(state="cheaper", where="bytes", ratio=0.5)
    >>> baseline_line(Value(line.to_json())) == line
    True
    """
    return BaselineLine(
        state=line["state"].text,
        where=line["where"].text,
        baseline=line["baseline"].plain,
        now=line["now"].plain,
        ratio=line["ratio"].number_or_none,
        allowance=line["allowance"].number_or_none,
        text=line["text"].text,
    )


def revisions(history: Value) -> tuple[BaselineRevision, ...]:
    """The revisions that `BaselineRevision.to_json` made; none where an older Ethan wrote no history.

    Raises:
        ReportError: it made nothing of the kind.

    >>> revisions(Value(None))
    ()
    """
    return () if history.plain is None else tuple(map(_revision, history.items))


def _revision(revision: Value) -> BaselineRevision:
    texts = {name: revision[name].text for name in ("commit", "date", "author", "state", "what", "reason")}
    numbers = {name: _number(value) for name, value in revision["numbers"].members.items()}
    return BaselineRevision(**texts, numbers=numbers)


def _number(value: Value) -> int | float:
    """The number; a count stays whole."""
    number = value.number
    return value.whole if isinstance(value.plain, int) else number
