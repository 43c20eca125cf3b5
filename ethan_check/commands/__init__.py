"""The subcommands of `ethan`: one file each, named as the subcommand is.

A module states in the first line of its docstring what the subcommand does, and has two functions:
`add_arguments(parser)` and `run(parsed) -> int`, what the command ends with. It imports what it needs when it
runs, so that `ethan --help` is quick. To add a subcommand is to add a file.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

__all__ = ["subcommands"]


def subcommands() -> dict[str, Any]:
    """The module of each subcommand, by name.

    >>> "report" in subcommands()
    True
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}") for name in names}
