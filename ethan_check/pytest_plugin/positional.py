"""Arguments without a dash: which of them name layers, and not test files of pytest's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

__all__ = ["PREFIX", "names_layers"]

PREFIX = "ethan::"
"""Begins the ids of Ethan's items."""

_TESTS = re.compile(r"^\s*(async )?def test|^class Test", re.MULTILINE)
_NAME = re.compile(r"[^\W\d][\w.\-]*(::?[\w.\-]+)?")


def names_layers(argument: str, folder: Path, test_files: Iterable[str]) -> bool:
    """Whether an argument names layers: a Python file or package without tests, or what is no path at all.

    Args:
        argument: as it was given.
        folder: where paths begin.
        test_files: the patterns of names that pytest takes for test files.

    >>> names_layers("layers.py", Path("/nowhere"), ["test_*.py"])
    True
    >>> names_layers("test_layers.py", Path("/nowhere"), ["test_*.py"])
    False
    >>> names_layers("package.module:Linear", Path("/nowhere"), ["test_*.py"])
    True
    """
    if argument.startswith(PREFIX):
        return False
    whole = folder / argument
    path = whole if whole.exists() else folder / argument.partition(":")[0]
    patterns = ["conftest.py", *test_files]
    if path.is_dir():
        files = (file for file in path.rglob("*.py") if (path / "__init__.py").is_file())
        found = [any(fnmatch(file.name, pattern) for pattern in patterns) for file in files]
        return bool(found) and not any(found)
    if path.suffix == ".py":
        if any(fnmatch(path.name, pattern) for pattern in patterns):
            return False
        return not (path.is_file() and _TESTS.search(path.read_text(encoding="utf-8", errors="replace")))
    return not path.exists() and _NAME.fullmatch(argument) is not None
