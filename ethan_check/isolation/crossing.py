"""What crosses from a layer's process to the run: JSON alone, so that no code comes with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ethan_check.result import AccountEntry, Finding, Report
from ethan_check.trace import Step

__all__ = ["as_plain", "from_bytes", "report_of", "to_bytes"]


def to_bytes(value: Any) -> bytes:
    """A value as JSON in UTF-8: numpy's numbers as Python's, half of a surrogate pair as a question mark.

    >>> to_bytes({"name": "half \\ud800 a pair"})
    b'{"name": "half ? a pair"}'
    """
    return json.dumps(value, default=_as_python, ensure_ascii=False).encode("utf-8", "replace")


def from_bytes(data: bytes) -> Any:
    """The value again.

    Raises:
        ValueError: this is no JSON.
    """
    return json.loads(data)


def as_plain(value: Any) -> Any:
    """A value as it arrives in another process.

    >>> as_plain({"shape": (2, 3), "names": {"b", "a"}})
    {'shape': [2, 3], 'names': ['a', 'b']}
    """
    return from_bytes(to_bytes(value))


def report_of(data: Mapping[str, Any]) -> Report:
    """The report that `to_json` made this of.

    >>> report = Report(layer="relu", findings=(Finding(check="shapes", verdict="pass"),), seed=0)
    >>> report_of(as_plain(report.to_json())) == report
    True
    """
    fields = {name: value for name, value in data.items() if name != "verdict"}
    return Report(
        **{
            **fields,
            "findings": tuple(Finding(**finding) for finding in data["findings"]),
            "account": {name: AccountEntry(**entry) for name, entry in data["account"].items()},
            "trace": tuple(map(Step.from_json, data.get("trace", ()))),
            "changes": tuple(data.get("changes", ())),
        }
    )


def _as_python(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    return sorted(value, key=str) if isinstance(value, Iterable) else str(value)
