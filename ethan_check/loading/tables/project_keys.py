"""What a configuration file says of the project, beside its tables of layers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ethan_check.loading.tables.error import as_toml
from ethan_check.subject.options import require_budget
from ethan_core.errors import ArgumentError, RegistrationError

__all__ = ["PROJECT_KEYS", "read_project_keys"]

PROJECT_KEYS = ("aliases", "baseline", "budget", "isolate", "timeout")
"""Those keys, each of which is a field of `Configuration`."""


def read_project_keys(content: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The values of those keys that are there.

    Raises:
        RegistrationError: one of them cannot be used.

    >>> read_project_keys({"isolate": True, "layers": {}}, "ethan.toml")
    {'isolate': True}
    """
    for key, (is_right, expected) in _RULES.items():
        if key in content and not is_right(content[key]):
            raise RegistrationError(f"{where}: {key} is {as_toml(content[key])}, expected {expected}")
    if "budget" in content:
        try:
            require_budget(content["budget"])
        except ArgumentError as error:
            raise RegistrationError(f"{where}: {error}") from None
    return {key: content[key] for key in PROJECT_KEYS if key in content}


def _are_names(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(name, str) for name in value.values())


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


_RULES = {
    "aliases": (
        _are_names,
        'dotted names, as in { "collections.Hashable" = "collections.abc.Hashable" }',
    ),
    "baseline": (
        lambda value: isinstance(value, str) and value,
        'a folder, such as "gradients"',
    ),
    "isolate": (lambda value: isinstance(value, bool), "true or false"),
    "timeout": (_is_time, "seconds, as in 600, or 0 for no limit"),
}
