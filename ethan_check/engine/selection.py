"""Which checks a caller asked for."""

from __future__ import annotations

from collections.abc import Iterable

from ethan_check.checks import builtin_checks
from ethan_check.checks.base import Check
from ethan_core.errors import ArgumentError

__all__ = ["choose_checks"]


def choose_checks(
    checks: Iterable[str | Check] | None = None, available: Iterable[Check] | None = None
) -> tuple[Check, ...]:
    """The checks that are named or handed over; all that are available where none is.

    Args:
        available: to choose from; the checks that Ethan brings by default.

    Raises:
        ArgumentError: no check has that name.

    >>> [check.name for check in choose_checks("gradient")]
    ['gradient']
    """
    known = {check.name: check for check in (available if available is not None else builtin_checks())}
    if checks is None:
        return tuple(known.values())
    chosen = []
    for check in (checks,) if isinstance(checks, str) else checks:
        if isinstance(check, str):
            if check not in known:
                raise ArgumentError(f"check {check!r} is unknown; expected one of {', '.join(known)}")
            check = known[check]
        chosen.append(check)
    return tuple(chosen)
