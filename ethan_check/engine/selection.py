"""Which checks a caller asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ethan_check.checks import builtin_checks
from ethan_check.checks.base import Check
from ethan_check.subject.execution.read_attributes import attribute
from ethan_core.arguments import require
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
    is_many = isinstance(checks, Iterable) and not isinstance(checks, Mapping | bytes)
    require(is_many, "checks", checks, 'names, as in ("gradient", "shapes")')
    for check in (checks,) if isinstance(checks, str) else checks:
        if isinstance(check, str):
            if check not in known:
                raise ArgumentError(f"check {check!r} is unknown; expected one of {', '.join(known)}")
            check = known[check]
        is_check = isinstance(attribute(check, "name"), str) and callable(attribute(check, "run"))
        require(is_check, "one of checks", check, "the name of a check, or a Check")
        chosen.append(check)
    return tuple(chosen)
