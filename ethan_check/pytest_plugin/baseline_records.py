"""From the record of a check's item to what a baseline remembers of the check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ethan_check.baseline.entry import CheckEntry

__all__ = ["check_entry_of"]


def check_entry_of(record: Mapping[str, Any], seed: int) -> CheckEntry | None:
    """What is remembered of a check; None where it has not run, did not apply, or saw other cases or fewer.

    Args:
        seed: of the cases of the baseline.

    >>> record = {"verdict": "pass", "seed": 0, "calls": {"forward": 3, "backward": 1}, "findings": []}
    >>> check_entry_of(record, 0)
    CheckEntry(verdict='pass', forward=3, backward=1, certificate={}, ulps={})
    >>> check_entry_of({}, 0) is check_entry_of(record, 7) is None
    True
    """
    from ethan_check.baseline.entry import CheckEntry

    calls = record.get("calls") or {}
    if record.get("seed") != seed or record.get("cut_short"):
        return None
    if not calls.get("forward") or record.get("verdict") in (None, "not asked", "not applicable"):
        return None
    ulps: dict[str, float] = {}
    for finding in record.get("findings", ()):
        if "ulps" in finding["evidence"]:
            target = finding["target"]
            ulps[target] = max(ulps.get(target, 0.0), float(f"{finding['evidence']['ulps']:.1e}"))
    return CheckEntry(
        verdict=str(record["verdict"]),
        forward=int(calls["forward"]),
        backward=int(calls.get("backward", 0)),
        certificate={target: float(f"{size:.1e}") for target, size in record.get("certificate", {}).items()},
        ulps=ulps,
    )
