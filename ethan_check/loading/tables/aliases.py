"""Names that a package imports and that have been removed since it was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from ethan_core.errors import RegistrationError

__all__ = ["alias_hint", "install_aliases"]

_MISSING_NAME = (
    re.compile(r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'"),
    re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'"),
)


def install_aliases(aliases: Mapping[str, str], file: str) -> Callable[[], None]:
    """Put each value under its dotted name, where nothing is; call the result to take them away again.

    Raises:
        RegistrationError: one of the two names leads nowhere.

    >>> undo = install_aliases({"math.thirds": "math.trunc"}, "ethan.toml")
    >>> import math; math.thirds(2.5)
    2
    >>> undo(); hasattr(math, "thirds")
    False
    """
    installed: list[tuple[Any, str]] = []

    def undo() -> None:
        for holder, name in reversed(installed):
            delattr(holder, name)

    try:
        for alias, original in aliases.items():
            path, _, name = alias.rpartition(".")
            holder = _resolve(path, f"{file}: the alias {alias!r}")
            value = _resolve(original, f"{file}: what the alias {alias!r} stands for, {original!r},")
            if not hasattr(holder, name):
                setattr(holder, name, value)
                installed.append((holder, name))
    except RegistrationError:
        undo()
        raise
    return undo


def _resolve(path: str, what: str) -> Any:
    """What a dotted name leads to: as many modules as there are, then attributes."""
    parts = path.split(".")
    for count in range(len(parts), 0, -1):
        try:
            value: Any = import_module(".".join(parts[:count]))
        except (ImportError, ValueError):
            continue
        for part in parts[count:]:
            if not hasattr(value, part):
                raise RegistrationError(f"{what} cannot be: {'.'.join(parts[:count])} has no {part!r}")
            value = getattr(value, part)
        return value
    raise RegistrationError(f"{what} cannot be: there is no module {parts[0]!r}")


def alias_hint(error: BaseException, group: str) -> str:
    """What ends the message about a package that misses a name of another one; empty for other errors.

    >>> alias_hint(AttributeError("module 'numpy' has no attribute 'int'"), "tool.ethan.layers")
    '; if it has gone there, say what stands in for it: [tool.ethan.aliases] "numpy.int" = "..."'
    """
    found = next((match for pattern in _MISSING_NAME if (match := pattern.search(str(error)))), None)
    if found is None or not isinstance(error, AttributeError | ImportError):
        return ""
    table = f"[{group.rpartition('layers')[0]}aliases]"
    name = f"{found['module']}.{found['name']}"
    return f'; if it has gone there, say what stands in for it: {table} "{name}" = "..."'
