"""One file for each question that is put to a layer; its docstring states the mathematics.

A module of this package that defines `CHECK` is a check: to add one is to add a file.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from ethan_check.checks.base import Check

__all__ = ["builtin_checks"]


@cache
def builtin_checks() -> tuple[Check, ...]:
    """The checks that Ethan brings, in the order of their names.

    >>> [check.name for check in builtin_checks()][:2]
    ['batch', 'determinism']
    """
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return tuple(sorted((module.CHECK for module in modules if hasattr(module, "CHECK")), key=_name))


def _name(check: Check) -> str:
    return check.name
